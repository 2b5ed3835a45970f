// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that holds a directory.
 *
 * @param started when the process began
 * @param port where it serves; empty until it does
 */
record LockHolder(long pid, Instant started, OptionalInt port) {

  private static final Pattern TEXT =
      Pattern.compile("pid (\\d{1,18})\\nstarted (\\S+)\\n(?:port (\\d{1,5})\\n)?");

  /** What the lock's file holds. */
  String text() {
    return "pid "
        + pid
        + "\nstarted "
        + started
        + "\n"
        + (port.isPresent() ? "port " + port.getAsInt() + "\n" : "");
  }

  /** Reads {@link #text()}; empty where it is something else, or not yet written. */
  static Optional<LockHolder> parse(String text) {
    Matcher found = TEXT.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    try {
      String port = found.group(3);
      return Optional.of(
          new LockHolder(
              Long.parseLong(found.group(1)),
              Instant.parse(found.group(2)),
              port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** As a part of a sentence. */
  String describe() {
    String what = "process " + pid + ", started " + started;
    return port.isPresent()
        ? what + ", which serves http://127.0.0.1:" + port.getAsInt() + "/"
        : what;
  }
}
