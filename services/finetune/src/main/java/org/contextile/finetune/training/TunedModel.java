// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.util.List;
import java.util.Map;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.db.model.ModelEntity;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.Precision;
import org.contextile.library.mcm.TrainingSummary;

/**
 * What a training leaves.
 *
 * @param student the model that it started from
 * @param tuned the student as it is now
 * @param precision what it should have computed in
 * @param skipped slides that were left out, as the API shows them
 */
record TunedModel(
    FineTuningRequest request,
    ModelEntity student,
    Backbone tuned,
    Precision precision,
    TrainingSummary summary,
    List<CurvePoint> curve,
    List<TrainingSlide> slides,
    List<Map<String, Object>> skipped) {}
