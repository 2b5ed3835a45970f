// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.contextile.api.problem.ProblemType;
import org.contextile.web.problem.ProblemWriter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes a browser session's caller the request's, unless the request comes with a key. What does
 * more than read needs the session's CSRF token as well.
 */
final class SessionFilter extends OncePerRequestFilter {
  private final BrowserSessions sessions;
  private final ProblemWriter problems;

  SessionFilter(BrowserSessions sessions, ProblemWriter problems) {
    this.sessions = sessions;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> token = BrowserSessions.token(request);
    if (token.isPresent() && request.getRequestURI().startsWith("/v1/")) {
      Optional<Caller> caller = sessions.find(token.get());
      if (caller.isPresent() && !reads(request) && !BrowserSessions.meant(request, token.get())) {
        problems.write(
            response,
            ProblemType.MISSING_CSRF_TOKEN.with("Send the session's csrfToken as X-CSRF-Token."));
        return;
      }
      caller.ifPresent(Authentications::enter);
    }
    chain.doFilter(request, response);
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  private static boolean reads(HttpServletRequest request) {
    return RequiredRole.of(request.getMethod(), "") == Role.VIEWER;
  }
}
