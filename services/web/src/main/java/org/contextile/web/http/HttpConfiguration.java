// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import org.contextile.db.idempotency.RequestKeys;
import org.contextile.web.problem.ProblemWriter;
import org.contextile.web.security.Workspace;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Repeatable requests under {@code /v1}. */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration {

  @Bean
  CurrentRequestKey currentRequestKey() {
    return new CurrentRequestKey();
  }

  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> clientConnections() {
    return factory -> factory.addEngineValves(new ConnectionValve());
  }

  @Bean
  KeyedWrites keyedWrites(
      RequestKeys keys, CurrentRequestKey current, TransactionTemplate transaction) {
    return new KeyedWrites(keys, current, transaction);
  }

  @Bean
  FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
      RequestKeys keys,
      Workspace workspace,
      JsonMapper json,
      ProblemWriter problems,
      ObjectProvider<OwnRequests> scope,
      ObjectProvider<RepeatedAnswer> answers) {
    IdempotencyFilter filter =
        new IdempotencyFilter(
            keys,
            workspace,
            json,
            problems,
            scope.getIfAvailable(() -> _ -> true),
            answers.stream().toList());
    FilterRegistrationBean<IdempotencyFilter> registration = new FilterRegistrationBean<>(filter);
    registration.addUrlPatterns("/v1/*");
    // After the security filter, which knows the workspace.
    registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 10);
    return registration;
  }
}
