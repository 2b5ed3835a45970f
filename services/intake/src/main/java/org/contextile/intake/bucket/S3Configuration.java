// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The client of S3; imported by the services that read buckets. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(S3Properties.class)
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
