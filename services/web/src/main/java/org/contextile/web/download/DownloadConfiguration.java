// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.download;

import org.contextile.web.http.OwnRequests;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Ranges and compression of whatever is downloaded. */
@Configuration(proxyBeanMethods = false)
@Import(DownloadAdvice.class)
public class DownloadConfiguration {

  @Bean
  FilterRegistrationBean<RangeFilter> rangeFilter(ObjectProvider<OwnRequests> own) {
    FilterRegistrationBean<RangeFilter> filter =
        new FilterRegistrationBean<>(new RangeFilter(own.getIfAvailable(() -> _ -> true)));
    filter.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 20);
    return filter;
  }
}
