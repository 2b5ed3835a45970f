// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.contextile.db.feature.FeaturePrecision;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingSpec;
import org.junit.jupiter.api.Test;

class KnownFeaturesTest {
  private static final FeatureProvenance EXACT =
      new FeatureProvenance(FeaturePrecision.FP32, "openslide", "4.0.1");
  private static final FeatureProvenance HALVED =
      new FeatureProvenance(FeaturePrecision.BF16, "openslide", "4.0.1");

  private final UUID slide = UUID.randomUUID();
  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private final TilingEntity tiling = tiling(9);
  private final List<FeatureSetEntity> sets = new ArrayList<>();

  @Test
  void aSlideIsSettledOnceEveryModelHasFeatures() {
    FeatureSetEntity byOther = set(other, EXACT);
    assertThat(known(Set.of()).settles(slide)).isFalse();
    FeatureSetEntity byOne = set(one, EXACT);

    assertThat(known(Set.of()).settles(slide)).isTrue();
    assertThat(known(Set.of()).sets(slide)).containsExactly(byOne, byOther);
    assertThat(known(Set.of()).settles(UUID.randomUUID())).isFalse();
  }

  @Test
  void featuresOfAnotherProvenanceCountOnlyIfAChildMadeThem() {
    FeatureSetEntity byOne = set(one, EXACT);
    FeatureSetEntity byOther = set(other, HALVED);

    assertThat(known(Set.of()).settles(slide)).isFalse();
    assertThat(known(Set.of(byOther.id())).settles(slide)).isTrue();
    assertThat(known(Set.of(byOther.id())).sets(slide)).containsExactly(byOne, byOther);
  }

  @Test
  void whatAChildMadeGoesBeforeWhatWasThere() {
    FeatureSetEntity ofAChild = set(one, HALVED);
    set(one, EXACT);
    FeatureSetEntity byOther = set(other, EXACT);

    assertThat(known(Set.of(ofAChild.id())).sets(slide)).containsExactly(ofAChild, byOther);
  }

  @Test
  void aSlideWithoutTilesIsSettledAndOneWithoutATilingIsNot() {
    Map<UUID, FeatureProvenance> today = Map.of(one, EXACT);

    assertThat(KnownFeatures.of(List.of(tiling(0)), List.of(), today, Set.of()).settles(slide))
        .isTrue();
    assertThat(KnownFeatures.of(List.of(), List.of(), today, Set.of()).settles(slide)).isFalse();
  }

  private KnownFeatures known(Set<UUID> ofChildren) {
    Map<UUID, FeatureProvenance> today = new LinkedHashMap<>();
    today.put(one, EXACT);
    today.put(other, EXACT);
    return KnownFeatures.of(List.of(tiling), sets, today, ofChildren);
  }

  private TilingEntity tiling(int tiles) {
    return new TilingEntity("w", slide, new TilingSpec(224, 0.5, 0, 0.5), tiles, 224, "digest");
  }

  private FeatureSetEntity set(UUID model, FeatureProvenance provenance) {
    FeatureSetEntity set =
        new FeatureSetEntity("w", slide, model, tiling.id(), provenance, "digest", 9, 8, 0, null);
    sets.add(set);
    return set;
  }
}
