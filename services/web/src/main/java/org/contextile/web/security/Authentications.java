// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Callers as Spring Security's authentications. The one place that turns either into the other:
 * another way of signing in is added here.
 */
final class Authentications {

  private Authentications() {}

  static Optional<Caller> caller(@Nullable Authentication authentication) {
    return authentication != null && authentication.getPrincipal() instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  /** The current request's caller. */
  static Optional<Caller> current() {
    return caller(SecurityContextHolder.getContext().getAuthentication());
  }

  /** Makes a caller the current request's. */
  static void enter(Caller caller) {
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            caller, null, AuthorityUtils.NO_AUTHORITIES));
    SecurityContextHolder.setContext(context);
  }
}
