// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.download;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Which downloads the container may compress: {@code server.compression} names their types. */
final class Compression {
  /** Text; pictures, features and weights are dense already. */
  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/geo+json",
          "application/yaml",
          "application/xml",
          "text/csv",
          "text/markdown");

  private Compression() {}

  /** Whether an answer of this type to this request may come compressed. */
  static boolean applies(HttpServletRequest request, MediaType type) {
    List<String> accepted = Collections.list(request.getHeaders(HttpHeaders.ACCEPT_ENCODING));
    return TYPES.contains(type.getType() + "/" + type.getSubtype())
        && accepted.stream().anyMatch(it -> it.toLowerCase(Locale.ROOT).contains("gzip"));
  }
}
