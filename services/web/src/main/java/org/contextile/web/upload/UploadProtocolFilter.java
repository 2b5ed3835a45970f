// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.upload;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.contextile.api.problem.ProblemType;
import org.contextile.web.problem.ProblemWriter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Says the protocol's version on every answer about uploads, and takes a POST for the method that
 * {@code X-HTTP-Method-Override} names: before the role is asked for, so that a request may do what
 * it says and no more. What is no POST is what it says.
 */
final class UploadProtocolFilter extends OncePerRequestFilter {
  static final String UPLOADS = "/v1/uploads";

  private static final String VERSION = "Tus-Resumable";
  private static final String SPOKEN = "1.0.0";
  private static final String OVERRIDE = "X-HTTP-Method-Override";
  private static final Set<String> METHODS = Set.of("PATCH", "DELETE", "HEAD");

  private final ProblemWriter problems;

  UploadProtocolFilter(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return !path.equals(UPLOADS) && !path.startsWith(UPLOADS + "/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader(VERSION, SPOKEN);
    String spoken = request.getHeader(VERSION);
    if (spoken != null
        && !spoken.equals(SPOKEN)
        && !HttpMethod.OPTIONS.matches(request.getMethod())) {
      response.setHeader("Tus-Version", SPOKEN);
      problems.write(
          response,
          ProblemType.UNSUPPORTED_TUS_VERSION.with(
              "This server speaks version " + SPOKEN + " of the upload protocol alone."));
      return;
    }
    String override = request.getHeader(OVERRIDE);
    String method = override == null ? "" : override.strip().toUpperCase(Locale.ROOT);
    boolean overridden = HttpMethod.POST.matches(request.getMethod()) && METHODS.contains(method);
    chain.doFilter(overridden ? new Overridden(request, method) : request, new Once(response));
  }

  /** A service behind a gateway says the version, too. */
  private static final class Once extends HttpServletResponseWrapper {

    Once(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void addHeader(String name, String value) {
      if (VERSION.equalsIgnoreCase(name)) {
        setHeader(name, value);
      } else {
        super.addHeader(name, value);
      }
    }

    @Override
    public void reset() {
      String version = getHeader(VERSION);
      super.reset();
      setHeader(VERSION, version);
    }
  }

  private static final class Overridden extends HttpServletRequestWrapper {
    private final String method;

    Overridden(HttpServletRequest request, String method) {
      super(request);
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return OVERRIDE.equalsIgnoreCase(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return OVERRIDE.equalsIgnoreCase(name)
          ? Collections.emptyEnumeration()
          : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      return Collections.enumeration(
          Collections.list(super.getHeaderNames()).stream()
              .filter(name -> !OVERRIDE.equalsIgnoreCase(name))
              .toList());
    }
  }
}
