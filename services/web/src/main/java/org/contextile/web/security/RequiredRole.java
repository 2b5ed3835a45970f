// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** The role that a request asks for: the contract's {@code x-role}. */
final class RequiredRole implements AuthorizationManager<RequestAuthorizationContext> {

  static Role of(String method, String path) {
    if (path.equals("/v1/session")) {
      return Role.VIEWER;
    }
    return switch (method) {
      case "GET", "HEAD" -> Role.VIEWER;
      default -> Role.OPERATOR;
    };
  }

  @Override
  public AuthorizationDecision authorize(
      Supplier<? extends @Nullable Authentication> authentication,
      RequestAuthorizationContext context) {
    Role role = of(context.getRequest().getMethod(), context.getRequest().getRequestURI());
    return new AuthorizationDecision(
        Authentications.caller(authentication.get()).filter(it -> it.has(role)).isPresent());
  }
}
