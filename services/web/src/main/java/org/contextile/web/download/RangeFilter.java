// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.download;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.contextile.web.http.OwnRequests;
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
    chain.doFilter(new WithoutRange(request), response);
  }

  private static String attribute(String name) {
    return RangeFilter.class.getName() + "." + name.toLowerCase(Locale.ROOT);
  }

  private static final class WithoutRange extends HttpServletRequestWrapper {
    WithoutRange(HttpServletRequest request) {
      super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
      return kept(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return kept(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      return Collections.enumeration(
          Collections.list(super.getHeaderNames()).stream().filter(name -> !kept(name)).toList());
    }

    private static boolean kept(String name) {
      return KEPT.contains(name.toLowerCase(Locale.ROOT));
    }
  }
}
