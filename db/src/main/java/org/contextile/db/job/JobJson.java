// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON text as {@code jsonb} takes it: without the null character, which PostgreSQL cannot hold.
 */
final class JobJson {
  /** The escaped null character, after whole pairs of backslashes only. */
  private static final Pattern NULL_CHARACTER =
      Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private JobJson() {}

  static @Nullable String storable(@Nullable String json) {
    return json == null ? null : text(json);
  }

  /** The text with blanks in place of null characters. */
  static String text(String json) {
    return json.contains("u0000") ? NULL_CHARACTER.matcher(json).replaceAll("$1 ") : json;
  }
}
