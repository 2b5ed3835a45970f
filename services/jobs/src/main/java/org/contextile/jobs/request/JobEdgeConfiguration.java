// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import org.contextile.jobs.event.JobEventProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Jobs as clients see them; the work itself is done elsewhere. */
@Configuration(proxyBeanMethods = false)
@ComponentScan({
  "org.contextile.jobs.event",
  "org.contextile.jobs.meter",
  "org.contextile.jobs.request",
  "org.contextile.jobs.view"
})
@EnableConfigurationProperties(JobEventProperties.class)
public class JobEdgeConfiguration {

  @Bean
  WebMvcConfigurer holdingRequests(ObjectProvider<HeldRequests> held) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(held.getObject()).addPathPatterns(HeldRequests.PATH);
      }
    };
  }
}
