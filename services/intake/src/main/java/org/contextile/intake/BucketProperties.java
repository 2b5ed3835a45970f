// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which objects of S3 may come in.
 *
 * @param buckets names of buckets, each by itself or with a folder in it ({@code models}, {@code
 *     models/pathology/}); none by default. As roots do, they belong to all workspaces
 */
@ConfigurationProperties("contextile.intake")
record BucketProperties(@DefaultValue List<String> buckets) {

  BucketProperties {
    buckets = List.copyOf(buckets);
  }
}
