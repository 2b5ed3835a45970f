// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FoldsTest {
  private static final List<String> LABELS = List.of("normal", "adenocarcinoma", "squamous");

  @Test
  void noPatientIsOnTwoSidesWhateverTheCohort() {
    for (int seed = 0; seed < 200; seed++) {
      List<LabelledSlide> slides = randomCohort(seed);
      Folds folds = Folds.stratified(slides, 3, seed);
      for (int fold = 0; fold < 3; fold++) {
        Partition partition = folds.partition(fold, 0.2, seed);
        assertThat(patients(slides, partition.training()))
            .doesNotContainAnyElementsOf(patients(slides, partition.validation()))
            .doesNotContainAnyElementsOf(patients(slides, partition.test()));
        assertThat(patients(slides, partition.validation()))
            .isNotEmpty()
            .doesNotContainAnyElementsOf(patients(slides, partition.test()));
        Set<Integer> all = new HashSet<>(partition.training());
        all.addAll(partition.validation());
        all.addAll(partition.test());
        assertThat(all).hasSize(slides.size());
        assertThat(partition.training().stream().map(i -> slides.get(i).label()).distinct())
            .hasSize(2);
      }
    }
  }

  @Test
  void equalSeedsGiveEqualFoldsAndOthersDoNot() {
    List<LabelledSlide> slides = randomCohort(1);
    assertThat(Folds.stratified(slides, 3, 5)).isEqualTo(Folds.stratified(slides, 3, 5));
    assertThat(
            IntStream.range(0, 10)
                .mapToObj(seed -> Folds.stratified(slides, 3, seed))
                .distinct()
                .count())
        .isGreaterThan(5);
  }

  @Test
  void theLungCohortIsStratified() throws IOException {
    Path labels =
        Path.of(System.getProperty("contextile.testdata", ""), "cohort-lung", "labels.csv");
    assumeTrue(Files.exists(labels), "no test data: " + labels);
    List<LabelledSlide> slides;
    try (Stream<String> lines = Files.lines(labels)) {
      slides =
          lines
              .skip(1)
              .map(line -> line.split(",", -1))
              .map(cell -> new LabelledSlide(cell[0], cell[1], LABELS.indexOf(cell[2])))
              .toList();
    }
    for (int seed = 0; seed < 20; seed++) {
      Folds folds = Folds.stratified(slides, 4, seed);
      for (int fold = 0; fold < 4; fold++) {
        for (int label = 0; label < 3; label++) {
          assertThat(count(slides, folds.test(fold), label)).isBetween(5L, 7L);
        }
        Partition partition = folds.partition(fold, 0.2, seed);
        for (int label = 0; label < 3; label++) {
          assertThat(count(slides, partition.validation(), label)).isBetween(2L, 6L);
        }
      }
    }
  }

  @Test
  void everyClassWithTwoPatientsIsInTrainingAndInValidation() {
    for (int seed = 0; seed < 300; seed++) {
      assertCovered(cohort(20, 2), 2, seed);
      assertCovered(cohort(20, 3), 3, seed);
      assertCovered(cohort(30, 2, 2, 2, 2, 2), 2, seed);
      assertCovered(cohort(3, 3), 3, seed);
    }
  }

  /** In every fold that leaves at least two patients of a class. */
  private static void assertCovered(List<LabelledSlide> slides, int count, int seed) {
    Folds folds = Folds.stratified(slides, count, seed);
    for (int fold = 0; fold < count; fold++) {
      List<Integer> rest = folds.rest(fold);
      Set<Integer> divisible =
          rest.stream()
              .map(i -> slides.get(i).label())
              .filter(label -> patientsOf(slides, rest, label) >= 2)
              .collect(Collectors.toSet());
      Partition partition = folds.partition(fold, 0.2, seed);
      for (int label : divisible) {
        assertThat(count(slides, partition.validation(), label)).as("seed %d", seed).isPositive();
        assertThat(count(slides, partition.training(), label)).as("seed %d", seed).isPositive();
      }
      assertThat(patients(slides, partition.training()))
          .doesNotContainAnyElementsOf(patients(slides, partition.validation()));
    }
  }

  @Test
  void aRareClassOutsideAGivenFoldIsInTrainingAndInValidation() {
    for (int seed = 0; seed < 300; seed++) {
      List<LabelledSlide> slides = new ArrayList<>();
      for (LabelledSlide slide : cohort(20, 2)) {
        slides.add(
            new LabelledSlide(slide.slide(), slide.patient(), slide.label(), OptionalInt.of(0)));
      }
      slides.add(new LabelledSlide("test-a", "test-a", 0, OptionalInt.of(1)));
      slides.add(new LabelledSlide("test-b", "test-b", 1, OptionalInt.of(1)));
      Partition partition = Folds.given(slides).partition(1, 0.2, seed);
      assertThat(count(slides, partition.validation(), 1)).as("seed %d", seed).isEqualTo(1);
      assertThat(count(slides, partition.training(), 1)).as("seed %d", seed).isEqualTo(1);
      assertThat(partition.validation()).hasSizeBetween(3, 7);
    }
  }

  /** So many patients of each class, with one or two slides each. */
  private static List<LabelledSlide> cohort(int... patients) {
    List<LabelledSlide> slides = new ArrayList<>();
    for (int label = 0; label < patients.length; label++) {
      for (int i = 0; i < patients[label]; i++) {
        String patient = label + "-" + i;
        slides.add(new LabelledSlide(patient + "a", patient, label));
        if (i % 3 == 2) {
          slides.add(new LabelledSlide(patient + "b", patient, label));
        }
      }
    }
    return slides;
  }

  private static long patientsOf(List<LabelledSlide> slides, List<Integer> indices, int label) {
    return indices.stream()
        .map(slides::get)
        .filter(slide -> slide.label() == label)
        .map(LabelledSlide::patient)
        .distinct()
        .count();
  }

  @Test
  void givenFoldsAreUsedAsTheyAre() {
    List<LabelledSlide> slides = given(0, 0, 1, 1, 2, 2);
    Folds folds = Folds.given(slides);
    assertThat(folds.count()).isEqualTo(3);
    assertThat(folds.fold()).containsExactly(0, 0, 1, 1, 2, 2);
  }

  @Test
  void aPatientInTwoGivenFoldsIsNamed() {
    List<LabelledSlide> slides = new ArrayList<>(given(0, 0, 1, 1));
    slides.add(new LabelledSlide("again", "P0", 0, OptionalInt.of(1)));
    assertThatThrownBy(() -> Folds.given(slides))
        .isInstanceOfSatisfying(
            FoldException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(FoldException.Reason.PATIENT_IN_TWO_FOLDS);
              assertThat(e.rows()).containsExactly(0, 4);
              assertThat(e).hasMessageContaining("P0");
            });
  }

  @Test
  void foldsGivenToSomeSlidesOnlyAreRefused() {
    List<LabelledSlide> slides = new ArrayList<>(given(0, 0, 1, 1));
    slides.add(new LabelledSlide("other", "other", 0));
    assertReason(slides, Folds::given, FoldException.Reason.INCOMPLETE_FOLDS);
    assertReason(given(0, 0, 2, 2), Folds::given, FoldException.Reason.INCOMPLETE_FOLDS);
    assertReason(given(0, 0, 0, 0), Folds::given, FoldException.Reason.INCOMPLETE_FOLDS);
  }

  @Test
  void oneClassIsRefused() {
    assertReason(
        List.of(new LabelledSlide("a", "A", 1), new LabelledSlide("b", "B", 1)),
        FoldsTest::twoFolds,
        FoldException.Reason.ONE_CLASS);
  }

  @Test
  void aClassWithFewerPatientsThanFoldsIsRefused() {
    assertReason(
        List.of(
            new LabelledSlide("a", "A", 0),
            new LabelledSlide("b", "B", 0),
            new LabelledSlide("c", "C", 1),
            new LabelledSlide("d", "C", 1)),
        FoldsTest::twoFolds,
        FoldException.Reason.TOO_FEW_PATIENTS);
  }

  @Test
  void aSlideListedTwiceIsRefused() {
    assertReason(
        List.of(new LabelledSlide("a", "A", 0), new LabelledSlide("a", "B", 1)),
        FoldsTest::twoFolds,
        FoldException.Reason.DUPLICATE_SLIDE);
  }

  @Test
  void aClassHeldByOneGivenFoldAloneIsRefused() {
    List<LabelledSlide> slides =
        List.of(
            new LabelledSlide("a", "A", 0, OptionalInt.of(0)),
            new LabelledSlide("b", "B", 1, OptionalInt.of(1)));
    assertReason(slides, Folds::given, FoldException.Reason.TOO_FEW_PATIENTS);
  }

  private static void assertReason(
      List<LabelledSlide> slides,
      Function<List<LabelledSlide>, Folds> folds,
      FoldException.Reason reason) {
    assertThatThrownBy(() -> folds.apply(slides))
        .isInstanceOfSatisfying(FoldException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Folds twoFolds(List<LabelledSlide> slides) {
    return Folds.stratified(slides, 2, 1);
  }

  /** Slides of alternating labels, one per patient. */
  private static List<LabelledSlide> given(int... folds) {
    return IntStream.range(0, folds.length)
        .mapToObj(i -> new LabelledSlide("s" + i, "P" + i, i % 2, OptionalInt.of(folds[i])))
        .toList();
  }

  private static List<LabelledSlide> randomCohort(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<LabelledSlide> slides = new ArrayList<>();
    for (int patient = 0; patient < 10 + random.nextInt(20); patient++) {
      int usual = patient % 2;
      for (int slide = 0; slide <= random.nextInt(3); slide++) {
        int label = random.nextInt(5) == 0 ? 1 - usual : usual;
        slides.add(new LabelledSlide(patient + "-" + slide, "P" + patient, label));
      }
    }
    return slides;
  }

  private static Set<String> patients(List<LabelledSlide> slides, List<Integer> indices) {
    return indices.stream().map(i -> slides.get(i).patient()).collect(Collectors.toSet());
  }

  private static long count(List<LabelledSlide> slides, List<Integer> indices, int label) {
    return indices.stream().filter(i -> slides.get(i).label() == label).count();
  }
}
