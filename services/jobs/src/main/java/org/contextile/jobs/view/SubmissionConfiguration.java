// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.view;

import org.contextile.db.job.JobReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Answers to those who submit jobs. */
@Configuration(proxyBeanMethods = false)
public class SubmissionConfiguration {

  @Bean
  AcceptedJobs acceptedJobs(JobReader reader, JsonMapper json) {
    return new AcceptedJobs(reader, json);
  }
}
