// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Brings what fails in a filter before {@link ProblemAdvice}, as if a controller had failed. */
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
final class FailureFilter extends OncePerRequestFilter {

  private final ObjectProvider<HandlerExceptionResolver> resolvers;

  FailureFilter(ObjectProvider<HandlerExceptionResolver> resolvers) {
    this.resolvers = resolvers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (RuntimeException | IOException | ServletException e) {
      if (TornBodies.of(e).isPresent()) {
        // The container has noted its answer already, and gives it to RefusedRequests.
        return;
      }
      if (response.isCommitted() || !resolved(request, response, e)) {
        throw e;
      }
    }
  }

  private boolean resolved(
      HttpServletRequest request, HttpServletResponse response, Exception failure) {
    return resolvers
        .orderedStream()
        .anyMatch(it -> it.resolveException(request, response, null, failure) != null);
  }
}
