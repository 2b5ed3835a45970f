// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The artifact store, on a directory. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArtifactProperties.class)
public class ArtifactConfiguration {

  @Bean
  DirectoryArtifactStore artifactStore(
      ArtifactProperties properties, JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new DirectoryArtifactStore(properties.directory(), new ArtifactRows(jdbc, transactions));
  }

  @Bean
  ArtifactCollector artifactCollector(DirectoryArtifactStore store, ArtifactProperties properties) {
    return new ArtifactCollector(store, properties);
  }

  @Bean
  ArtifactDownload artifactDownload(ArtifactStore artifacts) {
    return new ArtifactDownload(artifacts);
  }
}
