// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How S3, or what speaks its protocol, is reached. Credentials are found as the AWS SDK finds them.
 *
 * @param endpoint the server's address; that of AWS in its region by default
 * @param region by default where the SDK finds this process to be, or {@code us-east-1} with an
 *     endpoint
 * @param pathStyle whether the bucket's name is in the path rather than before the host
 * @param connectTimeout how long a connection may take to come about
 * @param readTimeout how long nothing may come over it
 */
public record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    boolean pathStyle,
    Duration connectTimeout,
    Duration readTimeout) {

  public S3Settings {
    if (!connectTimeout.isPositive() || !readTimeout.isPositive()) {
      throw new IllegalArgumentException("Timeouts are positive");
    }
  }
}
