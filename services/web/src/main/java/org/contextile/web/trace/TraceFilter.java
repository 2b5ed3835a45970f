// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.contextile.web.problem.ProblemWriter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells each client the id of its request's trace: its own, from {@code traceparent}, or a new one.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class TraceFilter extends OncePerRequestFilter {
  private final Tracer tracer;

  public TraceFilter(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Span span = tracer.currentSpan();
    if (span != null) {
      response.setHeader(ProblemWriter.TRACE_HEADER, span.context().traceId());
    }
    chain.doFilter(request, response);
  }
}
