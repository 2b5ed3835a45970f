// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.fold;

import static org.contextile.learning.fold.FoldException.Reason.TOO_FEW_PATIENTS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Divides what is outside a test fold into training and validation. A patient who alone has a class
 * there stays in training.
 */
final class ValidationDeal {
  private ValidationDeal() {}

  static Split split(Folds folds, int number, double validation, long seed) {
    if (!(validation > 0 && validation <= 0.5)) {
      throw new IllegalArgumentException("validation share must be in (0, 0.5]: " + validation);
    }
    List<Integer> rest = folds.rest(number);
    List<LabelledSlide> slides = rest.stream().map(folds.slides()::get).toList();
    Map<Integer, Set<String>> patients = Folds.patientsByLabel(slides);
    List<LabelledSlide> divisible =
        slides.stream()
            .filter(slide -> patients.values().stream().noneMatch(Set.of(slide.patient())::equals))
            .toList();
    int parts = (int) Math.round(1 / validation);
    List<Integer> part = GroupDeal.deal(divisible, parts, seed + number);
    Set<String> held =
        IntStream.range(0, divisible.size())
            .filter(i -> part.get(i) == 0)
            .mapToObj(i -> divisible.get(i).patient())
            .collect(Collectors.toUnmodifiableSet());
    List<Integer> training = new ArrayList<>();
    List<Integer> validating = new ArrayList<>();
    for (int i : rest) {
      (held.contains(folds.slides().get(i).patient()) ? validating : training).add(i);
    }
    long learned =
        training.stream().mapToInt(i -> folds.slides().get(i).label()).distinct().count();
    if (validating.isEmpty() || learned < patients.size()) {
      throw new FoldException(
          TOO_FEW_PATIENTS,
          rest,
          "outside fold %d there are too few patients for training and validation"
              .formatted(number));
    }
    return new Split(training, validating, folds.test(number));
  }
}
