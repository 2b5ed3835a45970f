// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.net.URI;
import java.time.Duration;
import org.contextile.library.storage.s3.S3Settings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the artifacts' bucket is; {@link S3Settings} says what each means. */
@ConfigurationProperties("contextile.s3")
record BucketServerProperties(
    @Nullable URI endpoint,
    @Nullable String region,
    @DefaultValue("false") boolean pathStyle,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("60s") Duration readTimeout) {

  S3Settings settings() {
    return new S3Settings(
        endpoint == null || endpoint.toString().isBlank() ? null : endpoint,
        region == null || region.isBlank() ? null : region.strip(),
        pathStyle,
        connectTimeout,
        readTimeout);
  }
}
