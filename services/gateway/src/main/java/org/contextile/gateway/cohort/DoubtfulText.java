// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds patients and labels that may not be meant as they are written. */
final class DoubtfulText {
  private static final int NAMED = 10;

  private static final Pattern BLANKS = Pattern.compile("[\\p{Z}_]+");
  private static final Pattern NUMBER = Pattern.compile("0*([0-9]+?)(?:\\.0+)?");

  /** What programs and people write where there is nothing to say. */
  private static final Set<String> MISSING =
      Set.of(
          "na", "n/a", "#n/a", "n.a.", "<na>", "nan", "none", "null", "nil", "-", "--", "–", "—",
          "?", ".", "missing", "unknown");

  private DoubtfulText() {}

  /** Sentences for the user. */
  static List<String> warnings(List<CohortRow> rows) {
    List<String> warnings = new ArrayList<>();
    add(warnings, rows, "label", CohortRow::label, "is a class like any other");
    add(warnings, rows, "patient", CohortRow::patient, "is one patient, in one fold");
    return warnings;
  }

  /** What is the same to people, and to spreadsheets, which take zeros off and put them on. */
  private static String folded(String text) {
    String folded =
        BLANKS.matcher(text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)).replaceAll(" ");
    Matcher number = NUMBER.matcher(folded);
    return number.matches() ? number.group(1) : folded;
  }

  private static void add(
      List<String> warnings,
      List<CohortRow> rows,
      String field,
      Function<CohortRow, String> text,
      String consequence) {
    Map<String, List<RowPlace>> missing = new TreeMap<>();
    Map<String, Set<String>> variants = new TreeMap<>();
    Map<String, List<RowPlace>> damaged = new TreeMap<>();
    for (CohortRow row : rows) {
      String is = text.apply(row);
      String folded = folded(is);
      if (MISSING.contains(folded)) {
        missing.computeIfAbsent(is, _ -> new ArrayList<>()).add(row.place());
      }
      if (is.indexOf('\uFFFD') >= 0) {
        damaged.computeIfAbsent(is, _ -> new ArrayList<>()).add(row.place());
      }
      variants.computeIfAbsent(folded, _ -> new TreeSet<>()).add(is);
    }
    missing.forEach(
        (is, places) ->
            warnings.add(
                "%s: the %s %s %s.".formatted(RowPlace.named(places), field, is, consequence)));
    damaged.forEach(
        (is, places) ->
            warnings.add(
                "%s: the %s %s has lost a character before it came here."
                    .formatted(RowPlace.named(places), field, is)));
    variants.values().stream()
        .filter(same -> same.size() > 1)
        .limit(NAMED)
        .forEach(
            same ->
                warnings.add(
                    "%s are different %ss, though they differ in case, blanks or zeros alone."
                        .formatted(String.join(" and ", same), field)));
  }
}
