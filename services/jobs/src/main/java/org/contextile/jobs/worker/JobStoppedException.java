// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

/** Ends a job's run at the runner's request. Handlers let it pass. */
public final class JobStoppedException extends RuntimeException {

  JobStoppedException(String reason) {
    super(reason);
  }
}
