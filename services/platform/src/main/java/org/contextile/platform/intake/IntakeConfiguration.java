// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.intake;

import java.io.IOException;
import org.contextile.platform.artifact.ArtifactProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
  Uploads uploads(IntakeProperties properties, ArtifactProperties artifacts) throws IOException {
    return new Uploads(properties, artifacts);
  }
}
