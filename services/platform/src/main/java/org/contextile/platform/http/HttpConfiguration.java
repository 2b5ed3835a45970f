// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.http;

import org.contextile.db.idempotency.IdempotencyKeys;
import org.contextile.platform.problem.ProblemWriter;
import org.contextile.platform.security.Workspace;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Repeatable requests under {@code /v1}. */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration {

  @Bean
  FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
      IdempotencyKeys keys,
      Workspace workspace,
      ProblemWriter problems,
      ObjectProvider<IdempotencyScope> scope) {
    IdempotencyFilter filter =
        new IdempotencyFilter(keys, workspace, problems, scope.getIfAvailable(() -> _ -> true));
    FilterRegistrationBean<IdempotencyFilter> registration = new FilterRegistrationBean<>(filter);
    registration.addUrlPatterns("/v1/*");
    // After the security filter, which knows the workspace.
    registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 10);
    return registration;
  }
}
