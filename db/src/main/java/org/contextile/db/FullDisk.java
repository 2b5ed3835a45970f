// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Failures that come of a disk or a quota that is full, the server's or its database's. */
public final class FullDisk {
  /** What whoever waits for the room is told. */
  public static final String DETAIL =
      "The server has no room left on its disk. Nothing of this request was kept; it can be sent"
          + " again when the operator has made room.";

  /** Java gives the system's own words, in English: JVMs ask for the message of the C locale. */
  private static final Pattern WORDS =
      Pattern.compile("no space left on device|disk quota exceeded|not enough space");

  /** PostgreSQL's disk_full. */
  private static final String STATE = "53100";

  private static final int DEEPEST = 20;

  private FullDisk() {}

  /** Whether a full disk is what a failure comes of. */
  public static boolean isFull(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      boolean ours = cause instanceof IOException && says(cause.getMessage());
      if (ours || (cause instanceof SQLException refused && STATE.equals(refused.getSQLState()))) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean says(@Nullable String message) {
    return message != null && WORDS.matcher(message.toLowerCase(Locale.ROOT)).find();
  }
}
