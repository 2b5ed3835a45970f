// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import javax.sql.DataSource;
import org.contextile.artifacts.ArtifactConfiguration;
import org.contextile.db.DatabaseConfiguration;
import org.contextile.jobs.worker.JobConfiguration;
import org.contextile.jobs.worker.WorkerProperties;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A worker in a process of its own: the platform's runner, queue and artifact store, as every
 * service has them, with jobs that only take time.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({DatabaseConfiguration.class, ArtifactConfiguration.class, JobConfiguration.class})
public class WorkerApplication {

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-chaos-worker");
    SpringApplication.run(WorkerApplication.class, args);
  }

  @Bean
  Effects effects(DataSource dataSource, WorkerProperties properties) {
    String name = properties.name();
    return new Effects(JdbcClient.create(dataSource), name == null ? "unnamed" : name);
  }

  @Bean
  ShortJobs shortJobs(Effects effects) {
    return new ShortJobs(effects);
  }

  @Bean
  LongJobs longJobs(
      Effects effects, @Value("${contextile.chaos.unfenced:false}") boolean unfenced) {
    return new LongJobs(effects, unfenced);
  }
}
