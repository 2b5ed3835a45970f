// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import static org.contextile.library.evaluation.fold.FoldException.Reason.DUPLICATE_SLIDE;
import static org.contextile.library.evaluation.fold.FoldException.Reason.INCOMPLETE_FOLDS;
import static org.contextile.library.evaluation.fold.FoldException.Reason.ONE_CLASS;
import static org.contextile.library.evaluation.fold.FoldException.Reason.PATIENT_IN_TWO_FOLDS;
import static org.contextile.library.evaluation.fold.FoldException.Reason.TOO_FEW_PATIENTS;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cohort divided into folds.
 *
 * @param slides the cohort
 * @param fold the fold of each slide, row-aligned
 * @param count number of folds, at least two
 */
public record Folds(List<LabelledSlide> slides, List<Integer> fold, int count) {

  public Folds {
    slides = List.copyOf(slides);
    fold = List.copyOf(fold);
    if (slides.size() != fold.size() || count < 2) {
      throw new IllegalArgumentException("every slide needs a fold, and there are at least two");
    }
  }

  /**
   * Patients in folds of about equal shares of every class. Equal cohorts, counts and seeds give
   * equal folds, on any machine.
   *
   * @param count number of folds, at least two
   * @throws FoldException when the cohort has one class, or a class has fewer patients than folds
   */
  public static Folds stratified(List<LabelledSlide> slides, int count, long seed) {
    if (count < 2) {
      throw new IllegalArgumentException("at least two folds: " + count);
    }
    checkSlides(slides);
    patientsByLabel(slides)
        .forEach(
            (label, names) -> {
              if (names.size() < count) {
                throw FoldException.ofClasses(
                    TOO_FEW_PATIENTS,
                    rowsOf(slides, label),
                    List.of(label),
                    "class %s has " + names.size() + " patients, too few for " + count + " folds");
              }
            });
    return checked(new Folds(slides, StratifiedGroupKFold.foldOf(slides, count, seed), count));
  }

  /**
   * The folds that the cohort's author gave.
   *
   * @throws FoldException when the cohort has one class, or the folds are incomplete, divide a
   *     patient, or hold a class in one of them alone
   */
  public static Folds given(List<LabelledSlide> slides) {
    checkSlides(slides);
    List<Integer> without =
        IntStream.range(0, slides.size())
            .filter(i -> slides.get(i).fold().isEmpty())
            .boxed()
            .toList();
    if (!without.isEmpty()) {
      throw new FoldException(
          INCOMPLETE_FOLDS, without, "%d slides have no fold".formatted(without.size()));
    }
    List<Integer> fold = slides.stream().map(slide -> slide.fold().orElseThrow()).toList();
    Set<Integer> used = Set.copyOf(fold);
    int count = used.stream().mapToInt(Integer::intValue).max().orElseThrow() + 1;
    if (count < 2 || used.size() != count) {
      throw new FoldException(
          INCOMPLETE_FOLDS, List.of(), "folds must be numbered 0, 1, … without a gap: " + used);
    }
    checkPatients(slides, fold);
    return checked(new Folds(slides, fold, count));
  }

  /** Indices of the slides in a fold: the test part. */
  public List<Integer> test(int number) {
    return IntStream.range(0, slides.size()).filter(i -> fold.get(i) == number).boxed().toList();
  }

  /** Indices of the slides outside a fold. */
  public List<Integer> rest(int number) {
    return IntStream.range(0, slides.size()).filter(i -> fold.get(i) != number).boxed().toList();
  }

  /**
   * The fold as test part, the rest divided by patients, stratified, into training and validation.
   *
   * @param validation share of the rest that is for validation, in (0, 0.5]
   * @throws FoldException when there are too few patients to divide
   */
  public Partition partition(int number, double validation, long seed) {
    return ValidationDivision.partition(this, number, validation, seed);
  }

  private static void checkSlides(List<LabelledSlide> slides) {
    Set<String> seen = new HashSet<>();
    List<Integer> repeated =
        IntStream.range(0, slides.size())
            .filter(i -> !seen.add(slides.get(i).slide()))
            .boxed()
            .toList();
    if (!repeated.isEmpty()) {
      throw new FoldException(DUPLICATE_SLIDE, repeated, "slides are listed more than once");
    }
    if (slides.stream().mapToInt(LabelledSlide::label).distinct().count() < 2) {
      throw new FoldException(ONE_CLASS, List.of(), "all slides have the same label");
    }
  }

  private static void checkPatients(List<LabelledSlide> slides, List<Integer> fold) {
    Map<String, Set<Integer>> foldsOf = new HashMap<>();
    for (int i = 0; i < slides.size(); i++) {
      foldsOf.computeIfAbsent(slides.get(i).patient(), _ -> new HashSet<>()).add(fold.get(i));
    }
    List<Integer> divided =
        IntStream.range(0, slides.size())
            .filter(i -> foldsOf.getOrDefault(slides.get(i).patient(), Set.of()).size() > 1)
            .boxed()
            .toList();
    if (!divided.isEmpty()) {
      Set<String> names =
          divided.stream().map(i -> slides.get(i).patient()).collect(Collectors.toSet());
      throw new FoldException(
          PATIENT_IN_TWO_FOLDS, divided, "patients with slides in two folds: " + names);
    }
  }

  /** A class that one fold holds alone could not be learned when that fold is the test part. */
  private static Folds checked(Folds folds) {
    long classes = folds.slides.stream().mapToInt(LabelledSlide::label).distinct().count();
    for (int number = 0; number < folds.count; number++) {
      long learned =
          folds.rest(number).stream().mapToInt(i -> folds.slides.get(i).label()).distinct().count();
      if (learned < classes) {
        throw new FoldException(
            TOO_FEW_PATIENTS,
            folds.test(number),
            "fold %d holds all slides of a class".formatted(number));
      }
    }
    return folds;
  }

  static Map<Integer, Set<String>> patientsByLabel(List<LabelledSlide> slides) {
    return slides.stream()
        .collect(
            Collectors.groupingBy(
                LabelledSlide::label,
                Collectors.mapping(LabelledSlide::patient, Collectors.toSet())));
  }

  private static List<Integer> rowsOf(List<LabelledSlide> slides, int label) {
    return IntStream.range(0, slides.size())
        .filter(i -> slides.get(i).label() == label)
        .boxed()
        .toList();
  }
}
