// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.contextile.db.workspace.WorkspaceScope;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request see the rows of its caller's workspace, and of no other. */
final class WorkspaceFilter extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Caller> caller = Authentications.current();
    if (caller.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    try (WorkspaceScope _ = WorkspaceScope.of(caller.get().workspace(), caller.get().subject())) {
      chain.doFilter(request, response);
    }
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }
}
