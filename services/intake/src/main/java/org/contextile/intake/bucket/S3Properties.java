// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How S3, or what speaks its protocol, is reached. Credentials are found as the AWS SDK finds them.
 *
 * @param endpoint the store's address; that of AWS in its region by default
 * @param region by default where the SDK finds this server to be, or {@code us-east-1} with an
 *     endpoint
 * @param pathStyle whether the bucket's name is in the path rather than before the host
 * @param maxSize the largest object that is downloaded
 * @param connectTimeout how long a connection may take to come about
 * @param readTimeout how long nothing may come over it
 * @param attempts how often a request is tried that brings nothing
 * @param backoff the pause after the first failure, give or take half of it; it doubles with each
 */
@ConfigurationProperties("contextile.s3")
record S3Properties(
    @Nullable URI endpoint,
    @Nullable String region,
    @DefaultValue("false") boolean pathStyle,
    @DefaultValue("20GB") DataSize maxSize,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("60s") Duration readTimeout,
    @DefaultValue("5") int attempts,
    @DefaultValue("1s") Duration backoff) {

  S3Properties {
    endpoint = endpoint == null || endpoint.toString().isBlank() ? null : endpoint;
    region = region == null || region.isBlank() ? null : region.strip();
    if (endpoint != null
        && (!("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
            || endpoint.getHost() == null
            || endpoint.getUserInfo() != null
            || endpoint.getQuery() != null)) {
      throw new IllegalArgumentException("contextile.s3.endpoint is no address of a server");
    }
    if (maxSize.toBytes() < 1 || attempts < 1) {
      throw new IllegalArgumentException("contextile.s3: max-size and attempts are positive");
    }
    if (!connectTimeout.isPositive() || !readTimeout.isPositive() || !backoff.isPositive()) {
      throw new IllegalArgumentException("contextile.s3: timeouts and backoff are positive");
    }
  }

  /** Whom requests go to, in words. */
  String server() {
    if (endpoint != null) {
      return endpoint.toString();
    }
    return region == null ? "S3" : "S3 in " + region;
  }
}
