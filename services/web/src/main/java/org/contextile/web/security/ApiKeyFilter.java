// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads {@code Authorization: Bearer KEY} and makes the key's caller the request's. */
final class ApiKeyFilter extends OncePerRequestFilter {

  private static final String BEARER = "Bearer ";
  private static final Caller OPEN_CALLER = Caller.of("local", "default", Role.ADMIN);

  private record Key(Caller caller, String digest) {}

  private final List<Key> keys;
  private final boolean open;

  ApiKeyFilter(SecurityProperties properties) {
    open = properties.open();
    keys = properties.allKeys().map(it -> new Key(it.caller(), Digests.sha256(it.key()))).toList();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.startsWith(BEARER)) {
      callerOf(header.substring(BEARER.length()).strip()).ifPresent(Authentications::enter);
    } else if (open && LocalCaller.sent(request)) {
      Authentications.enter(OPEN_CALLER);
    }
    chain.doFilter(request, response);
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  private Optional<Caller> callerOf(String presented) {
    byte[] digest = Digests.sha256(presented).getBytes(StandardCharsets.US_ASCII);
    return keys.stream()
        .filter(
            key -> MessageDigest.isEqual(key.digest.getBytes(StandardCharsets.US_ASCII), digest))
        .map(Key::caller)
        .findFirst();
  }
}
