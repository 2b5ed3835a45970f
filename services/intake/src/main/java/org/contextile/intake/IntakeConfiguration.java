// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import org.contextile.artifacts.ArtifactStore;
import org.contextile.artifacts.PeriodicUpkeep;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Uploads, allowed folders and allowed buckets; imported by the services that take files in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IntakeProperties.class, BucketProperties.class})
public class IntakeConfiguration {

  @Bean
  AllowedRoots allowedRoots(IntakeProperties properties) {
    return new AllowedRoots(properties.roots());
  }

  @Bean
  AllowedBuckets allowedBuckets(BucketProperties properties) {
    return new AllowedBuckets(properties.buckets());
  }

  @Bean
  Uploads uploads(
      IntakeProperties properties,
      ArtifactStore artifacts,
      JdbcClient jdbc,
      PlatformTransactionManager transactions) {
    return new Uploads(properties, artifacts, jdbc, transactions);
  }

  @Bean
  PeriodicUpkeep uploadSweeper(IntakeProperties properties, Uploads uploads) {
    return new PeriodicUpkeep("upload-sweeper", properties.uploadSweep(), uploads::removeExpired);
  }
}
