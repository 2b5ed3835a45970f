// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a cohort loses when slides of it have no features: classes, folds, and classes of folds. A
 * training on it would fail.
 *
 * @param lost in the order of the classes, then of the folds
 */
public record LostParts(List<Part> lost) {

  /**
   * A part that has lost all its slides.
   *
   * @param label the class; null when it is a fold with all its classes
   * @param fold the fold; null when it is a class of the whole cohort
   * @param slides those that it had
   */
  public record Part(@Nullable String label, @Nullable Integer fold, List<UUID> slides) {
    public Part {
      slides = List.copyOf(slides);
    }

    /** Such as "class mucinous", "fold 1" or "class normal in fold 2". */
    public String words() {
      if (label == null) {
        return "fold " + fold;
      }
      return fold == null ? "class " + label : "class " + label + " in fold " + fold;
    }
  }

  public LostParts {
    lost = List.copyOf(lost);
  }

  /** Of a cohort's slides, each with its own fold, if it has one. */
  public static LostParts of(List<CohortSlideEntity> rows, Set<UUID> without) {
    List<@Nullable Integer> folds = new ArrayList<>();
    rows.forEach(row -> folds.add(row.fold()));
    return of(rows, folds, without);
  }

  /**
   * Of a cohort's slides in folds.
   *
   * @param folds row-aligned
   * @param without slides that have no features
   */
  public static LostParts of(
      List<CohortSlideEntity> rows, List<? extends @Nullable Integer> folds, Set<UUID> without) {
    Map<String, List<UUID>> classes = new TreeMap<>();
    Map<Integer, Map<String, List<UUID>>> byFold = new TreeMap<>();
    Map<Integer, List<UUID>> whole = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      CohortSlideEntity row = rows.get(i);
      classes.computeIfAbsent(row.label(), _ -> new ArrayList<>()).add(row.slideId());
      Integer fold = folds.get(i);
      if (fold != null) {
        byFold
            .computeIfAbsent(fold, _ -> new TreeMap<>())
            .computeIfAbsent(row.label(), _ -> new ArrayList<>())
            .add(row.slideId());
        whole.computeIfAbsent(fold, _ -> new ArrayList<>()).add(row.slideId());
      }
    }
    List<Part> lost = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    classes.forEach(
        (label, slides) -> {
          if (without.containsAll(slides)) {
            gone.add(label);
            lost.add(new Part(label, null, slides));
          }
        });
    byFold.forEach(
        (fold, held) -> {
          List<UUID> all = whole.getOrDefault(fold, List.of());
          if (without.containsAll(all)) {
            lost.add(new Part(null, fold, all));
          } else {
            held.forEach(
                (label, slides) -> {
                  if (!gone.contains(label) && without.containsAll(slides)) {
                    lost.add(new Part(label, fold, slides));
                  }
                });
          }
        });
    return new LostParts(lost);
  }

  /** The first; a training fails for it. */
  public Optional<Part> first() {
    return lost.stream().findFirst();
  }
}
