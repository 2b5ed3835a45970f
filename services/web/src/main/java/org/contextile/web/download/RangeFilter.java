// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.download;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.contextile.web.http.OwnRequests;
import org.contextile.web.http.WithoutHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps {@code Range} for {@link DownloadAdvice}. Spring would serve it, too, but sends the whole
 * file with its 416, and takes what is to be ignored for unsatisfiable.
 */
final class RangeFilter extends OncePerRequestFilter {
  private static final Set<String> KEPT = Set.of("range", "if-range");

  private final OwnRequests own;

  RangeFilter(OwnRequests own) {
    this.own = own;
  }

  /** The header as the client sent it, where it is kept from everybody else. */
  static @Nullable String kept(HttpServletRequest request, String name) {
    return (String) request.getAttribute(attribute(name));
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getHeader(HttpHeaders.RANGE) == null || !own.covers(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    KEPT.forEach(name -> request.setAttribute(attribute(name), request.getHeader(name)));
    chain.doFilter(new WithoutHeaders(request, KEPT), response);
  }

  private static String attribute(String name) {
    return RangeFilter.class.getName() + "." + name.toLowerCase(Locale.ROOT);
  }
}
