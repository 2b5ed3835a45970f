// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where artifacts are stored, and for how long those that nothing names.
 *
 * @param directory shared by all services, on a file system with atomic rename; of no use with a
 *     bucket
 * @param bucket of S3 in which artifacts are, reached as {@code contextile.s3} says; none for the
 *     directory
 * @param prefix before the name of each of the bucket's objects, such as {@code contextile/}
 * @param cacheDirectory for copies of the bucket's objects; each process has a folder of its own in
 *     it
 * @param cacheSize of a process's copies, beyond which those that are not open go
 * @param patience how long a bucket may be away before a request or attempt fails
 * @param grace how long bytes stay that no row refers to, after they were stored or the job that
 *     read them has ended; longer than any request or job takes to refer to what it stored, and the
 *     time within which a failed job can be tried again
 * @param collection how often such bytes are looked for; zero for never
 */
@ConfigurationProperties("contextile.artifacts")
public record ArtifactProperties(
    @DefaultValue("artifacts") Path directory,
    @DefaultValue("") String bucket,
    @DefaultValue("") String prefix,
    @DefaultValue("artifact-cache") Path cacheDirectory,
    @DefaultValue("50GB") DataSize cacheSize,
    @DefaultValue("2m") Duration patience,
    @DefaultValue("24h") Duration grace,
    @DefaultValue("1h") Duration collection) {

  /** Whether artifacts are in a bucket. */
  public boolean inBucket() {
    return !bucket.isBlank();
  }

  /** The folder that this process writes to in any case. */
  public Path folder() {
    return inBucket() ? cacheDirectory : directory;
  }
}
