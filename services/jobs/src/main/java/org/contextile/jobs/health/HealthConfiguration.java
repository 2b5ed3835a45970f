// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.health;

import java.nio.file.Path;
import java.util.List;
import org.contextile.artifacts.ArtifactProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health beyond what the framework looks at. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthProperties.class)
public class HealthConfiguration {

  /** The component {@code storage}. */
  @Bean
  HealthIndicator storageHealthIndicator(ArtifactProperties artifacts, HealthProperties health) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return new StorageHealth(List.of(artifacts.folder(), temporary), health.minFree());
  }
}
