// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.contextile.db.feature.FeaturePrecision;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.UniformFeatures;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

final class UniformFeaturesTest {
  private static final FeatureProvenance EXACT =
      new FeatureProvenance(FeaturePrecision.FP32, "openslide", "4.0.1");
  private static final FeatureProvenance HALVED =
      new FeatureProvenance(FeaturePrecision.BF16, "openslide", "4.0.1");
  private static final UUID ONE = UUID.randomUUID();
  private static final UUID TWO = UUID.randomUUID();

  @Test
  void areOfTheProvenanceThatMostSlidesHave() {
    FeatureSetEntity first = set(ONE, EXACT, 1);
    FeatureSetEntity second = set(TWO, EXACT, 2);
    assertThat(UniformFeatures.of(List.of(first, set(ONE, HALVED, 3), second)))
        .containsOnly(entry(ONE, first), entry(TWO, second));
  }

  @Test
  void areTheNewestWhereAsManySlidesHaveEither() {
    FeatureSetEntity newest = set(ONE, HALVED, 3);
    assertThat(UniformFeatures.of(List.of(set(ONE, EXACT, 2), newest)))
        .containsOnly(entry(ONE, newest));
    assertThat(UniformFeatures.of(List.of())).isEmpty();
  }

  @Test
  void lookedAtOneByOneArePreferredOfAProvenanceAndElseTheNewest() {
    FeatureSetEntity exact = set(ONE, EXACT, 1);
    FeatureSetEntity halved = set(TWO, HALVED, 0x80);
    assertThat(
            UniformFeatures.preferring(
                EXACT, List.of(exact, set(ONE, HALVED, 9), set(TWO, HALVED, 0x7f), halved)))
        .containsOnly(entry(ONE, exact), entry(TWO, halved));
  }

  /**
   * @param age the first byte of its id
   */
  private static FeatureSetEntity set(UUID slide, FeatureProvenance provenance, long age) {
    FeatureSetEntity set =
        new FeatureSetEntity("w", slide, TWO, TWO, provenance, "0", 1, 1, 0, null);
    ReflectionTestUtils.setField(set, "id", new UUID(age << 56, 0));
    return set;
  }
}
