// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.bucket;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The client of S3. */
@Configuration(proxyBeanMethods = false)
public class S3Configuration {

  @Bean
  S3Connection s3Connection(S3Properties properties) {
    return new S3Connection(properties);
  }

  @Bean
  Buckets buckets(S3Properties properties, S3Connection connection) {
    return new Buckets(properties, connection);
  }
}
