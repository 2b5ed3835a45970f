// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.problem;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 says it.
 *
 * @param type a stable identifier such as {@code /problems/missing-mpp}
 * @param title a short summary that is the same for every occurrence of the type
 * @param status the HTTP status this problem has as an answer
 * @param detail this occurrence, with what to do next
 * @param pointer a JSON pointer to the offending field, if there is one
 */
public record Problem(
    String type, String title, int status, String detail, @Nullable String pointer) {

  public Problem {
    if (!type.startsWith("/problems/")) {
      throw new IllegalArgumentException("A problem type starts with /problems/: " + type);
    }
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("A problem has an error status, not " + status);
    }
  }

  public static Problem of(String type, String title, int status, String detail) {
    return new Problem("/problems/" + type, title, status, detail, null);
  }

  public Problem at(String pointer) {
    return new Problem(type, title, status, detail, pointer);
  }
}
