// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import org.contextile.jobs.worker.JobContext;

/** Buckets as they are seen with the server's credentials. */
public final class Buckets {
  private final S3Properties properties;
  private final S3Connection connection;

  Buckets(S3Properties properties, S3Connection connection) {
    this.properties = properties;
    this.connection = connection;
  }

  /** For a job, which can be stopped while it waits for a bucket. */
  public BucketReader reader(JobContext job, BucketPurpose purpose) {
    return new BucketReader(properties, connection, job, purpose);
  }
}
