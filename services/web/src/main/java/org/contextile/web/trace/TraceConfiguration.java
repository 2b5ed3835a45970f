// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.trace;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Traces of requests and of jobs; they leave the process only where an endpoint is set for them.
 */
@Configuration(proxyBeanMethods = false)
@Import(TraceFilter.class)
public class TraceConfiguration {

  @Bean
  CurrentTrace currentTrace(Tracer tracer, Propagator propagator) {
    return new CurrentTrace(tracer, propagator);
  }
}
