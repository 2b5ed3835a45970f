// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Tells a caller of an open server from a web page of somebody else's that the caller's browser has
 * open. Such a page can send requests to the loopback address, but its browser names the page in
 * {@code Origin}; and it can point a name of its own at the loopback address, but then that name is
 * in {@code Host}.
 */
final class LocalCaller {

  private static final Pattern ADDRESS =
      Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+]|[0-9a-f:.%]+:[0-9a-f:.%]*");
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.[0-9.]+|\\[?::1]?");

  private LocalCaller() {}

  static boolean sent(HttpServletRequest request) {
    String host = request.getServerName().toLowerCase(Locale.ROOT);
    return isPrivateName(host) && isOwnPage(request.getHeader(HttpHeaders.ORIGIN), host);
  }

  // A name without a dot is in no public directory.
  private static boolean isPrivateName(String host) {
    return host.indexOf('.') < 0 || ADDRESS.matcher(host).matches();
  }

  private static boolean isOwnPage(@Nullable String origin, String host) {
    if (origin == null) {
      return true;
    }
    String from = hostOf(origin);
    return from != null && (from.equals(host) || LOOPBACK.matcher(from).matches());
  }

  private static @Nullable String hostOf(String origin) {
    try {
      String host = URI.create(origin).getHost();
      return host == null ? null : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
