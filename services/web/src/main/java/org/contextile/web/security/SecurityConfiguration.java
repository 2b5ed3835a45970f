// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import javax.sql.DataSource;
import org.contextile.api.problem.ProblemType;
import org.contextile.web.problem.ProblemWriter;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/**
 * Everything under {@code /v1} needs a caller with the role that it asks for; health, metrics,
 * contract and page do not.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
public class SecurityConfiguration {

  @Bean
  CurrentCaller currentCaller() {
    return () ->
        Authentications.current()
            .orElseThrow(
                () -> new IllegalStateException("No caller outside an authenticated request"));
  }

  @Bean
  Workspace workspace(CurrentCaller caller) {
    return () -> caller.get().workspace();
  }

  @Bean
  BrowserSessions browserSessions(DataSource dataSource, SecurityProperties properties) {
    return new BrowserSessions(JdbcClient.create(dataSource), properties);
  }

  @Bean
  SecurityFilterChain contextileSecurity(
      HttpSecurity http,
      SecurityProperties properties,
      BrowserSessions sessions,
      ProblemWriter problems) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(it -> it.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .headers(
            it ->
                it.contentSecurityPolicy(
                        csp ->
                            csp.policyDirectives(
                                "default-src 'self'; img-src 'self' data: blob:; style-src 'self'"
                                    + " 'unsafe-inline'; frame-ancestors 'none'"))
                    .cacheControl(cache -> cache.disable()))
        .addFilterBefore(new ApiKeyFilter(properties), AnonymousAuthenticationFilter.class)
        .addFilterBefore(new SessionFilter(sessions, problems), AnonymousAuthenticationFilter.class)
        .addFilterAfter(new WorkspaceFilter(), SessionFilter.class)
        .authorizeHttpRequests(
            it ->
                it.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers(HttpMethod.OPTIONS, "/**")
                    .permitAll()
                    .requestMatchers("/v1/**")
                    .access(new RequiredRole())
                    .anyRequest()
                    .permitAll())
        .exceptionHandling(
            it ->
                it.authenticationEntryPoint((_, response, _) -> unauthorized(problems, response))
                    .accessDeniedHandler(
                        (request, response, _) -> forbidden(problems, request, response)))
        .build();
  }

  private static void unauthorized(ProblemWriter problems, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    problems.write(
        response, ProblemType.UNAUTHORIZED.with("Send an API key as Authorization: Bearer KEY."));
  }

  private static void forbidden(
      ProblemWriter problems, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String role =
        RequiredRole.of(request.getMethod(), request.getRequestURI())
            .name()
            .toLowerCase(Locale.ROOT);
    problems.write(
        response,
        ProblemType.FORBIDDEN.with(
            "This asks for the role " + role + ", which the caller does not have."));
  }
}
