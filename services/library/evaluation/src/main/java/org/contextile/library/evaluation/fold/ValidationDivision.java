// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import static org.contextile.library.evaluation.fold.FoldException.Reason.TOO_FEW_PATIENTS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Divides what is outside a test fold into training and validation. A patient who alone has a class
 * there stays in training. Of the folds of a {@link StratifiedGroupKFold}, that with the most
 * classes becomes the validation part; single patients then change sides until every class with at
 * least two patients is on both, as far as patients with several classes let it.
 */
final class ValidationDivision {

  private final Map<Integer, Set<String>> patientsOf;
  private final SplittableRandom random;

  private ValidationDivision(Map<Integer, Set<String>> patientsOf, long seed) {
    this.patientsOf = patientsOf;
    this.random = new SplittableRandom(seed);
  }

  static Partition partition(Folds folds, int number, double validation, long seed) {
    if (!(validation > 0 && validation <= 0.5)) {
      throw new IllegalArgumentException("validation share must be in (0, 0.5]: " + validation);
    }
    List<Integer> rest = folds.rest(number);
    List<LabelledSlide> slides = rest.stream().map(folds.slides()::get).toList();
    Map<Integer, Set<String>> patientsOf = Folds.patientsByLabel(slides);
    List<LabelledSlide> divisible =
        slides.stream()
            .filter(slide -> !patientsOf.containsValue(Set.of(slide.patient())))
            .toList();
    ValidationDivision division = new ValidationDivision(patientsOf, seed + number);
    int parts = (int) Math.round(1 / validation);
    Set<String> held =
        division.best(
            divisible, StratifiedGroupKFold.foldOf(divisible, parts, seed + number), parts);
    division.complete(held, divisible);
    List<Integer> training = new ArrayList<>();
    List<Integer> validating = new ArrayList<>();
    for (int i : rest) {
      (held.contains(folds.slides().get(i).patient()) ? validating : training).add(i);
    }
    if (validating.isEmpty() || division.learned(held) < patientsOf.size()) {
      throw new FoldException(
          TOO_FEW_PATIENTS,
          rest,
          "outside fold %d there are too few patients for training and validation"
              .formatted(number));
    }
    return new Partition(training, validating, folds.test(number));
  }

  /** The patients of the part with the most classes; of equal ones, any. */
  private Set<String> best(List<LabelledSlide> slides, List<Integer> partOf, int parts) {
    List<Set<String>> candidates = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int of = part;
      Set<String> patients = new HashSet<>();
      IntStream.range(0, slides.size())
          .filter(i -> partOf.get(i) == of)
          .forEach(i -> patients.add(slides.get(i).patient()));
      candidates.add(patients);
    }
    Collections.shuffle(candidates, random);
    Set<String> best = candidates.getFirst();
    for (Set<String> candidate : candidates) {
      best = coverage(candidate) > coverage(best) ? candidate : best;
    }
    return best;
  }

  /** Moves one patient at a time as long as a class more is on both sides. */
  private void complete(Set<String> held, List<LabelledSlide> divisible) {
    List<String> patients =
        new ArrayList<>(divisible.stream().map(LabelledSlide::patient).distinct().toList());
    Collections.shuffle(patients, random);
    boolean moved = true;
    while (moved) {
      moved = false;
      for (String patient : patients) {
        long before = coverage(held);
        turn(held, patient);
        if (coverage(held) > before) {
          moved = true;
        } else {
          turn(held, patient);
        }
      }
    }
  }

  private static void turn(Set<String> held, String patient) {
    if (!held.remove(patient)) {
      held.add(patient);
    }
  }

  /** Classes that are in training count most, then those that are in validation. */
  private long coverage(Set<String> held) {
    long validated =
        patientsOf.values().stream().filter(of -> of.stream().anyMatch(held::contains)).count();
    return learned(held) * (patientsOf.size() + 1) + validated;
  }

  private long learned(Set<String> held) {
    return patientsOf.values().stream().filter(of -> !held.containsAll(of)).count();
  }
}
