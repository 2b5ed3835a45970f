// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads {@code Authorization: Bearer KEY} and puts the key's workspace in charge. */
final class ApiKeyFilter extends OncePerRequestFilter {

  private static final String BEARER = "Bearer ";
  private static final String OPEN_WORKSPACE = "default";

  private record Key(String workspace, String digest) {}

  private final List<Key> keys;
  private final boolean open;

  ApiKeyFilter(SecurityProperties properties) {
    open = properties.open();
    keys = properties.keys().stream().map(ApiKeyFilter::parse).toList();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.startsWith(BEARER)) {
      workspaceOf(header.substring(BEARER.length()).strip()).ifPresent(ApiKeyFilter::enter);
    } else if (open && LocalCaller.sent(request)) {
      enter(OPEN_WORKSPACE);
    }
    chain.doFilter(request, response);
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  private Optional<String> workspaceOf(String presented) {
    byte[] digest = sha256(presented).getBytes(StandardCharsets.US_ASCII);
    return keys.stream()
        .filter(
            key -> MessageDigest.isEqual(key.digest.getBytes(StandardCharsets.US_ASCII), digest))
        .map(Key::workspace)
        .findFirst();
  }

  private static void enter(String workspace) {
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            workspace, null, AuthorityUtils.NO_AUTHORITIES));
    SecurityContextHolder.setContext(context);
  }

  private static Key parse(String entry) {
    int colon = entry.indexOf(':');
    return new Key(entry.substring(0, colon), sha256(entry.substring(colon + 1)));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
