// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Jobs as clients see them; the work itself is done elsewhere. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
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
