// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.mil.MilSettings;
import org.junit.jupiter.api.Test;

class TrainingCohortTest {

  private static MilSettings settings(int maxInstances, long maxCachedBytes) {
    return new MilSettings(
        5, 0, 50, 10, 0.2, 2e-4, 1e-4, 256, 128, 0.25, maxInstances, maxCachedBytes);
  }

  @Test
  void theMemoryForFeaturesMakesNoOtherTraining() {
    TrainingCohort cohort =
        new TrainingCohort(
            List.of("normal", "tumour"),
            List.of(new LabelledSlide("a", "A", 0), new LabelledSlide("b", "B", 1)),
            List.of(),
            List.of("1", "2"),
            Set.of());
    String fingerprint = cohort.fingerprint(settings(8192, 1L << 31));

    assertThat(cohort.fingerprint(settings(8192, 0))).isEqualTo(fingerprint);
    assertThat(cohort.fingerprint(settings(4096, 1L << 31))).isNotEqualTo(fingerprint);
  }
}
