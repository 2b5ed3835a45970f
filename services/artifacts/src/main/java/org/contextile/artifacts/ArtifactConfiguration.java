// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import org.contextile.library.storage.DirectoryObjectStore;
import org.contextile.library.storage.ObjectStore;
import org.contextile.library.storage.s3.S3ObjectStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** The artifact store: rows in the database, bytes in an object store. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ArtifactProperties.class, BucketServerProperties.class})
public class ArtifactConfiguration {

  /** A directory, or a bucket where one is named. */
  @Bean
  ObjectStore objectStore(ArtifactProperties properties, BucketServerProperties server)
      throws IOException {
    return properties.inBucket()
        ? new S3ObjectStore(
            server.settings(),
            DefaultCredentialsProvider.builder().build(),
            properties.bucket().strip(),
            properties.prefix(),
            properties.cacheDirectory(),
            properties.cacheSize().toBytes(),
            properties.patience())
        : new DirectoryObjectStore(properties.directory());
  }

  @Bean
  StoredArtifacts artifactStore(
      ObjectStore objects, JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new StoredArtifacts(objects, new ArtifactRows(jdbc, transactions));
  }

  /** A store without the rest of the application. */
  public static ArtifactStore store(
      ObjectStore objects, JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new StoredArtifacts(objects, new ArtifactRows(jdbc, transactions));
  }

  /** Deletes what crashes, cancelled jobs and replaced rows left behind. */
  @Bean
  PeriodicUpkeep artifactCollector(StoredArtifacts store, ArtifactProperties properties) {
    return new PeriodicUpkeep(
        "artifact-collector", properties.collection(), () -> store.collect(properties.grace()));
  }

  @Bean
  ArtifactDownload artifactDownload(ArtifactStore artifacts) {
    return new ArtifactDownload(artifacts);
  }
}
