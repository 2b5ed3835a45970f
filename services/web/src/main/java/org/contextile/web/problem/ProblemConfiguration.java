// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.databind.json.JsonMapper;

/** Problem details for every controller, filter and job, with trace ids. */
@Configuration(proxyBeanMethods = false)
@Import({ProblemAdvice.class, FailureFilter.class, RefusedRequests.class})
public class ProblemConfiguration {

  @Bean
  ProblemWriter problemWriter(JsonMapper json) {
    return new ProblemWriter(json);
  }

  @Bean
  RequestRejectedHandler rejectedRequests(ProblemWriter problems) {
    return new RejectedRequests(problems);
  }

  /** What Tomcat refuses by itself is said by {@link ProblemValve}. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemValve() {
    return factory ->
        factory.addContextCustomizers(
            context ->
                ((StandardHost) context.getParent())
                    .setErrorReportValveClass(ProblemValve.class.getName()));
  }
}
