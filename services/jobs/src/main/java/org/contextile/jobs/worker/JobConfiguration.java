// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import io.micrometer.observation.ObservationRegistry;
import javax.sql.DataSource;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobQueue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Makes the process a worker for every {@link JobHandler} it has. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
public class JobConfiguration {

  @Bean
  WorkerConnections workerConnections(DataSource dataSource, WorkerProperties properties) {
    return WorkerConnections.beside(dataSource, properties.lease());
  }

  @Bean
  JobRunner jobRunner(
      JobQueue queue,
      WorkerConnections connections,
      ObjectProvider<JobHandler> handlers,
      ArtifactStore artifacts,
      JsonMapper json,
      ObservationRegistry observations,
      WorkerProperties properties) {
    return new JobRunner(
        queue,
        connections.listening(),
        handlers.orderedStream().toList(),
        properties,
        new RunningJobs(
            queue, connections.heartbeats(), artifacts, json, observations, properties));
  }
}
