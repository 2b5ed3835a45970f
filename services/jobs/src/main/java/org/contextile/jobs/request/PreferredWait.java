// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code wait} of {@code Prefer} headers: how long a client would rather wait for the end than
 * be answered at once (RFC 7240, section 4.3).
 */
final class PreferredWait {
  private static final String WORD = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final String QUOTED = "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"";

  /** A preference, or a parameter of one, which comes after a semicolon. */
  private static final Pattern ITEM =
      Pattern.compile(
          "(?<after>[,;]?)\\s*+(?<name>%s)(?:\\s*+=\\s*+(?<value>%s|%s))?"
              .formatted(WORD, WORD, QUOTED));

  private static final Pattern SECONDS = Pattern.compile("(\"?)0*(?<seconds>[0-9]{1,9})\\1");

  private PreferredWait() {}

  /**
   * The time of the first {@code wait}; none where there is none, or it is no number of seconds: a
   * preference that is not understood is ignored.
   *
   * @param headers the values of all headers of that name
   */
  static Optional<Duration> of(List<String> headers) {
    Matcher item = ITEM.matcher(String.join(",", headers));
    while (item.find()) {
      if (item.group("name").equalsIgnoreCase("wait") && !item.group("after").equals(";")) {
        return seconds(item.group("value"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> seconds(@Nullable String value) {
    Matcher number = SECONDS.matcher(value == null ? "" : value);
    return number.matches()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(number.group("seconds"))))
        : Optional.empty();
  }
}
