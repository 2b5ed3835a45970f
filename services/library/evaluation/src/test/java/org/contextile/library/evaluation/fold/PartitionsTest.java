// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.contextile.library.evaluation.fold.FoldException.Reason;
import org.junit.jupiter.api.Test;

class PartitionsTest {

  /** Thirty patients with one slide each, of two classes in turn. */
  private static final List<LabelledSlide> SLIDES =
      IntStream.range(0, 30).mapToObj(i -> new LabelledSlide("s" + i, "P" + i, i % 2)).toList();

  @Test
  void whatIsMissingChangesThePlaceOfNoOtherSlide() {
    Folds folds = Folds.stratified(SLIDES, 3, 7);
    List<Partition> whole = Partitions.of(folds, 0.25, 11, all());
    assertThat(whole)
        .isEqualTo(
            IntStream.range(0, 3).mapToObj(fold -> folds.partition(fold, 0.25, 11)).toList());
    for (int missing = 0; missing < SLIDES.size(); missing++) {
      List<Integer> present = without(Set.of(missing));
      List<Partition> partitions = Partitions.of(folds, 0.25, 11, present);
      for (int fold = 0; fold < 3; fold++) {
        assertThat(rows(partitions.get(fold).training(), present))
            .isEqualTo(without(whole.get(fold).training(), missing));
        assertThat(rows(partitions.get(fold).validation(), present))
            .isEqualTo(without(whole.get(fold).validation(), missing));
        assertThat(rows(partitions.get(fold).test(), present))
            .isEqualTo(without(whole.get(fold).test(), missing));
      }
    }
  }

  @Test
  void aClassOfWhichEverySlideIsMissingIsLost() {
    Folds folds = Folds.stratified(SLIDES, 3, 7);
    List<Integer> present = all().stream().filter(i -> i % 2 == 0).toList();
    assertLost(folds, present, Reason.LOST_CLASS, all().stream().filter(i -> i % 2 == 1).toList());
  }

  @Test
  void aFoldOfWhichEverySlideIsMissingIsLost() {
    Folds folds = Folds.stratified(SLIDES, 3, 7);
    assertLost(folds, folds.rest(1), Reason.LOST_FOLD, folds.test(1));
  }

  @Test
  void aClassThatAFoldLosesIsNamedByItsSlides() {
    Folds folds = Folds.stratified(SLIDES, 3, 7);
    List<Integer> missing = folds.test(2).stream().filter(i -> i % 2 == 1).toList();
    assertLost(folds, without(Set.copyOf(missing)), Reason.LOST_CLASS, missing);
  }

  @Test
  void aClassThatTheTrainingPartLosesIsNamedByItsSlides() {
    Folds folds = Folds.stratified(SLIDES, 3, 7);
    Partition partition = folds.partition(0, 0.25, 11);
    List<Integer> missing = partition.training().stream().filter(i -> i % 2 == 0).toList();
    assertThatThrownBy(() -> Partitions.of(folds, 0.25, 11, without(Set.copyOf(missing))))
        .isInstanceOfSatisfying(
            FoldException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.LOST_CLASS);
              assertThat(missing).containsAll(e.rows());
              assertThat(e.rows()).isNotEmpty();
            });
  }

  private static void assertLost(
      Folds folds, List<Integer> present, Reason reason, List<Integer> rows) {
    assertThatThrownBy(() -> Partitions.of(folds, 0.25, 11, present))
        .isInstanceOfSatisfying(
            FoldException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.rows()).containsExactlyElementsOf(rows);
            });
  }

  private static List<Integer> all() {
    return IntStream.range(0, SLIDES.size()).boxed().toList();
  }

  private static List<Integer> without(Set<Integer> missing) {
    return all().stream().filter(i -> !missing.contains(i)).toList();
  }

  private static List<Integer> without(List<Integer> rows, int missing) {
    List<Integer> left = new ArrayList<>(rows);
    left.remove(Integer.valueOf(missing));
    return left;
  }

  private static List<Integer> rows(List<Integer> positions, List<Integer> present) {
    return positions.stream().map(present::get).toList();
  }
}
