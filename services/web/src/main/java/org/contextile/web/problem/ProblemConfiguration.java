// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** Problem details for every controller, filter and job, with trace ids. */
@Configuration(proxyBeanMethods = false)
@Import({ProblemAdvice.class, FailureFilter.class, RefusedRequests.class})
public class ProblemConfiguration {

  @Bean
  ProblemWriter problemWriter(JsonMapper json) {
    return new ProblemWriter(json);
  }
}
