// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import me.desair.tus.server.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * A request whose method is the one it was sent with. The upload protocol lets a header name
 * another one, which whoever checked the request did not see.
 */
final class PlainRequest extends HttpServletRequestWrapper {

  PlainRequest(HttpServletRequest request) {
    super(request);
  }

  @Override
  public @Nullable String getHeader(String name) {
    return isOverride(name) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return isOverride(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(
        Collections.list(super.getHeaderNames()).stream()
            .filter(name -> !isOverride(name))
            .toList());
  }

  private static boolean isOverride(String name) {
    return HttpHeader.METHOD_OVERRIDE.equalsIgnoreCase(name);
  }
}
