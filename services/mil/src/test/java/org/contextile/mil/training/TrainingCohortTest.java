// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.fold.Partition;
import org.contextile.library.mil.MilSettings;
import org.contextile.library.mil.head.AbmilSettings;
import org.junit.jupiter.api.Test;

class TrainingCohortTest {

  private static MilSettings settings(int maxInstances, long maxCachedBytes) {
    return new MilSettings(
        0, 50, 10, 2e-4, 1e-4, new AbmilSettings(256, 128, 0.25), maxInstances, maxCachedBytes);
  }

  @Test
  void theMemoryForFeaturesMakesNoOtherTraining() {
    TrainingCohort cohort = cohort(new Partition(List.of(0), List.of(1), List.of(1)));
    String fingerprint = cohort.fingerprint(settings(8192, 1L << 31));

    assertThat(cohort.fingerprint(settings(8192, 0))).isEqualTo(fingerprint);
    assertThat(cohort.fingerprint(settings(4096, 1L << 31))).isNotEqualTo(fingerprint);
  }

  @Test
  void anotherSplitMakesAnotherTraining() {
    assertThat(
            cohort(new Partition(List.of(0), List.of(1), List.of(1))).fingerprint(settings(1, 1)))
        .isNotEqualTo(
            cohort(new Partition(List.of(1), List.of(0), List.of(0))).fingerprint(settings(1, 1)));
  }

  private static TrainingCohort cohort(Partition partition) {
    return new TrainingCohort(
        List.of("normal", "tumour"),
        List.of(new LabelledSlide("a", "A", 0), new LabelledSlide("b", "B", 1)),
        List.of(partition),
        List.of(),
        List.of("1", "2"),
        Set.of());
  }
}
