// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.Optional;
import java.util.UUID;
import org.contextile.db.job.JobOutputType;

/** Says which id is to stand in place of one that a request names. */
@FunctionalInterface
interface GraphNaming {

  /**
   * @param type what the id names; empty for a job
   * @param pointer to the id, from the request
   */
  UUID replace(Optional<JobOutputType> type, UUID id, String pointer);
}
