// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.contextile.db.slide.NamedSlide;
import org.jspecify.annotations.Nullable;

/** Says what in a cohort, or in its folds, stands in the way of a training. */
public final class FoldWarnings {
  private static final int NAMED = 20;

  private FoldWarnings() {}

  /**
   * Sentences for the user.
   *
   * @param rows the cohort's
   * @param folds row-aligned; null where there is none
   * @param blank slides of the cohort that have no tile
   */
  public static List<String> of(
      List<CohortSlideEntity> rows,
      List<? extends @Nullable Integer> folds,
      Collection<NamedSlide> blank) {
    List<String> warnings = new ArrayList<>();
    addLost(warnings, rows, folds, blank);
    addLopsided(warnings, rows, folds);
    return warnings;
  }

  private static void addLost(
      List<String> warnings,
      List<CohortSlideEntity> rows,
      List<? extends @Nullable Integer> folds,
      Collection<NamedSlide> blank) {
    if (blank.isEmpty()) {
      return;
    }
    Map<UUID, String> names =
        blank.stream().collect(Collectors.toMap(NamedSlide::id, NamedSlide::name));
    Set<UUID> others = new HashSet<>(names.keySet());
    for (LostParts.Part part : LostParts.of(rows, folds, names.keySet()).lost()) {
      warnings.add(
          "No slide of %s has tissue (%s): a training on it fails."
              .formatted(part.words(), named(part.slides().stream().map(names::get).toList())));
      part.slides().forEach(others::remove);
    }
    List<String> rest =
        blank.stream().filter(slide -> others.contains(slide.id())).map(NamedSlide::name).toList();
    if (!rest.isEmpty()) {
      warnings.add("Without tissue, and so left out of trainings: " + named(rest) + ".");
    }
  }

  private static void addLopsided(
      List<String> warnings,
      List<CohortSlideEntity> rows,
      List<? extends @Nullable Integer> folds) {
    Map<Integer, Set<String>> labelsOf = new TreeMap<>();
    Map<String, Set<Integer>> foldsOf = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Integer fold = folds.get(i);
      if (fold != null) {
        String label = rows.get(i).label();
        labelsOf.computeIfAbsent(fold, _ -> new TreeSet<>()).add(label);
        foldsOf.computeIfAbsent(label, _ -> new TreeSet<>()).add(fold);
      }
    }
    if (labelsOf.size() == 1) {
      warnings.add("All slides are in one fold: cross-validation needs at least two.");
      return;
    }
    labelsOf.forEach(
        (fold, labels) -> {
          if (labels.size() == 1) {
            warnings.add(
                "Fold %d has slides of one class alone, %s: it has no AUROC."
                    .formatted(fold, labels.iterator().next()));
          }
        });
    new TreeMap<>(foldsOf)
        .forEach(
            (label, held) -> {
              if (held.size() == 1) {
                warnings.add(
                    "All slides of class %s are in fold %d: a training that holds it out fails."
                        .formatted(label, held.iterator().next()));
              }
            });
  }

  private static String named(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
  }
}
