// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.contextile.db.job.JobQueue;
import org.contextile.platform.artifact.ArtifactStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Makes the process a worker for every {@link JobHandler} it has. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
public class JobConfiguration {

  @Bean
  JobRunner jobRunner(
      JobQueue queue,
      List<JobHandler> handlers,
      ArtifactStore artifacts,
      JsonMapper json,
      MeterRegistry meters,
      WorkerProperties properties) {
    return new JobRunner(
        queue, handlers, properties, new RunningJobs(queue, artifacts, json, meters, properties));
  }
}
