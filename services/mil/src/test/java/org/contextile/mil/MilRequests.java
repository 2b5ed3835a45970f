// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import java.util.List;
import java.util.UUID;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingSpecs;

/** What the tests ask for. */
final class MilRequests {

  static final List<String> LABELS = List.of("normal", "adenocarcinoma", "squamous");

  private MilRequests() {}

  static MilTrainingRequest training(UUID cohort, ModelEntity model) {
    return new MilTrainingRequest()
        .name("lung")
        .cohortId(cohort)
        .modelId(model.id())
        .tiling(TilingSpecs.toApi(MilFixture.SPEC))
        .protocol(
            new MilProtocol()
                .folds(3)
                .seed(5L)
                .maxEpochs(12)
                .patience(4)
                .learningRate(2e-3)
                .hiddenDim(16)
                .attentionDim(8));
  }

  static ClassificationRequest classification(UUID classifier, SlideEntity slide) {
    return new ClassificationRequest().classifierId(classifier).slideIds(List.of(slide.id()));
  }
}
