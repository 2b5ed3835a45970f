// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Text that PostgreSQL cannot hold: a NUL, or half of a pair of surrogates. */
public final class UnstorableText {
  /** What whoever sent it is told. */
  public static final String DETAIL =
      "Some text holds a NUL, or another character that is none: take it out.";

  /** Characters that are not in the repertoire; untranslatable ones, such as NUL in JSON. */
  private static final Set<String> STATES = Set.of("22021", "22P05");

  private static final int DEEPEST = 20;

  private UnstorableText() {}

  /** Whether the database refused a statement for such text. */
  public static boolean isCause(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SQLException refused && STATES.contains(refused.getSQLState())) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Whether text can be stored. */
  public static boolean fits(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == 0 || Character.isLowSurrogate(letter)) {
        return false;
      }
      if (Character.isHighSurrogate(letter)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
