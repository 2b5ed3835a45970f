// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells whoever wrote a name that is not known which ones are. */
public final class KnownNames {
  /** More than anybody reads. */
  private static final int MOST = 60;

  private KnownNames() {}

  /** Such as {@code Did you mean pageSize? There are kind, pageSize and state.} */
  public static String instead(String given, Collection<String> known) {
    String near = near(given, known).map(it -> "Did you mean " + it + "? ").orElse("");
    return known.isEmpty() ? "There are none here." : near + "There are " + list(known) + ".";
  }

  /** Such as {@code a, b and c}, in their order. */
  public static String list(Collection<String> names) {
    List<String> shown = names.stream().limit(MOST).toList();
    String more = names.size() > MOST ? " and " + (names.size() - MOST) + " more" : "";
    if (shown.size() < 2 || !more.isEmpty()) {
      return String.join(", ", shown) + more;
    }
    return String.join(", ", shown.subList(0, shown.size() - 1)) + " and " + shown.getLast();
  }

  /** The name that was probably meant: one with a third of its letters changed at most. */
  public static Optional<String> near(String given, Collection<String> known) {
    String wanted = plain(given);
    record Near(String name, int changes) {}
    Stream<Near> near =
        wanted.length() > MOST
            ? Stream.empty()
            : known.stream()
                .filter(name -> name.length() <= MOST)
                .map(name -> new Near(name, changes(wanted, plain(name))))
                .filter(it -> it.changes <= Math.max(1, wanted.length() / 3));
    return near.min(Comparator.comparingInt(Near::changes)).map(Near::name);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /** Letters to insert, delete or replace (Levenshtein's distance). */
  private static int changes(String from, String to) {
    int[] before = new int[to.length() + 1];
    for (int j = 0; j < before.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[before.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], before[j]));
      }
      before = row;
    }
    return before[to.length()];
  }
}
