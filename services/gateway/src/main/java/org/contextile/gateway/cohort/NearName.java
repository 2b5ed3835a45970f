// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contextile.db.slide.SlideNameReader;
import org.contextile.library.table.Cells;

/** Finds the name that somebody may have meant. */
final class NearName {
  /** The shortest beginning that tells something. */
  private static final int TELLING = 4;

  /** Names of files are not longer; what is, is no name, and would take long. */
  private static final int LONGEST = 255;

  private NearName() {}

  /** The nearest of these names, if one is near: few letters away, or longer at its end. */
  static Optional<String> of(String asked, List<String> names) {
    String wanted = key(asked);
    if (wanted.length() > LONGEST) {
      return Optional.empty();
    }
    String best = "";
    int least = Math.max(1, wanted.length() / 4) + 1;
    for (String name : names) {
      int distance = distance(wanted, key(name), least);
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  private static String key(String name) {
    return Cells.composed(SlideNameReader.plain(name)).toLowerCase(Locale.ROOT);
  }

  private static int distance(String wanted, String name, int limit) {
    if (wanted.length() >= TELLING && name.startsWith(wanted)) {
      return 1;
    }
    return Math.abs(wanted.length() - name.length()) >= limit ? limit : edits(wanted, name);
  }

  /** How many letters are to be added, dropped or changed (Levenshtein). */
  private static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    Arrays.setAll(above, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[to.length()];
  }
}
