// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.upload;

import org.contextile.web.problem.ProblemWriter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.UrlHandlerFilter;

/** Filters for requests of the upload protocol, before those of security. */
@Configuration(proxyBeanMethods = false)
public class UploadProtocolConfiguration {
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 5;

  @Bean
  FilterRegistrationBean<UploadProtocolFilter> uploadProtocolFilter(ProblemWriter problems) {
    return registered(new FilterRegistrationBean<>(new UploadProtocolFilter(problems)), ORDER);
  }

  /** Clients are told the address with a slash at its end as often as without. */
  @Bean
  FilterRegistrationBean<UrlHandlerFilter> uploadSlashFilter() {
    return registered(
        new FilterRegistrationBean<>(
            UrlHandlerFilter.trailingSlashHandler(UploadProtocolFilter.UPLOADS + "/**")
                .wrapRequest()
                .build()),
        ORDER + 1);
  }

  private static <T extends FilterRegistrationBean<?>> T registered(T registration, int order) {
    registration.addUrlPatterns(UploadProtocolFilter.UPLOADS + "/*");
    registration.setOrder(order);
    return registration;
  }
}
