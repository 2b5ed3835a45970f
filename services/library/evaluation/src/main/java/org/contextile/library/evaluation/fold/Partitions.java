// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contextile.library.evaluation.fold.FoldException.Reason;

/**
 * The partitions of a cohort's folds, one per fold, without the slides that are missing. Each slide
 * is in the part that it would be in if none were missing, so that arms that lack different slides
 * stay comparable.
 */
public final class Partitions {
  private final Folds folds;
  private final Set<Integer> present;
  private final Map<Integer, Integer> positions = new HashMap<>();

  private Partitions(Folds folds, List<Integer> present) {
    this.folds = folds;
    this.present = new HashSet<>(present);
    for (int position = 0; position < present.size(); position++) {
      positions.put(present.get(position), position);
    }
  }

  /**
   * Partitions the slides that are present.
   *
   * @param validation share of the slides outside a fold that is for validation, in (0, 0.5]
   * @param seed of the division into training and validation
   * @param present indices of the cohort's slides that can be used, each once
   * @return one partition per fold, whose indices are of {@code present}
   * @throws FoldException when there are too few patients to divide, or naming the missing slides
   *     ({@code LOST_CLASS}, {@code LOST_FOLD}) when a part would lose all its slides, or training
   *     or test all those of a class
   */
  public static List<Partition> of(
      Folds folds, double validation, long seed, List<Integer> present) {
    return new Partitions(folds, present).all(validation, seed);
  }

  private List<Partition> all(double validation, long seed) {
    requireEveryClass();
    List<Partition> whole =
        IntStream.range(0, folds.count())
            .mapToObj(fold -> folds.partition(fold, validation, seed))
            .toList();
    List<List<Integer>> test = new ArrayList<>();
    for (int fold = 0; fold < whole.size(); fold++) {
      test.add(part(whole.get(fold).test(), "test", fold, true));
    }
    List<Partition> partitions = new ArrayList<>();
    for (int fold = 0; fold < whole.size(); fold++) {
      partitions.add(
          new Partition(
              part(whole.get(fold).training(), "training", fold, true),
              part(whole.get(fold).validation(), "validation", fold, false),
              test.get(fold)));
    }
    return partitions;
  }

  private void requireEveryClass() {
    List<Integer> all = IntStream.range(0, folds.slides().size()).boxed().toList();
    Set<Integer> lost = labels(all);
    lost.removeAll(labels(all.stream().filter(present::contains).toList()));
    if (!lost.isEmpty()) {
      throw FoldException.ofClasses(
          Reason.LOST_CLASS,
          all.stream().filter(row -> lost.contains(folds.slides().get(row).label())).toList(),
          lost,
          "all slides of class %s are missing");
    }
  }

  private List<Integer> part(List<Integer> whole, String name, int fold, boolean everyClass) {
    List<Integer> missing = whole.stream().filter(row -> !present.contains(row)).toList();
    if (missing.size() == whole.size()) {
      throw new FoldException(
          Reason.LOST_FOLD,
          missing,
          "the %s part of fold %d has lost all its slides".formatted(name, fold));
    }
    Set<Integer> lost = everyClass ? labels(missing) : new TreeSet<>();
    lost.removeAll(labels(whole.stream().filter(present::contains).toList()));
    if (!lost.isEmpty()) {
      throw FoldException.ofClasses(
          Reason.LOST_CLASS,
          missing.stream().filter(row -> lost.contains(folds.slides().get(row).label())).toList(),
          lost,
          "the " + name + " part of fold " + fold + " has lost all its slides of class %s");
    }
    return whole.stream().filter(present::contains).map(positions::get).toList();
  }

  private Set<Integer> labels(List<Integer> rows) {
    return rows.stream()
        .map(row -> folds.slides().get(row).label())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
