// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.io.Serial;

/**
 * A worker tried to write under a lease that expired or was given to another. Nothing was written.
 */
public class LeaseLostException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public LeaseLostException(JobLease lease) {
    super("The lease on job " + lease.jobId() + " is lost");
  }
}
