// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.backbones.Precision;
import org.contextile.library.mcm.TrainingSummary;
import org.contextile.library.torch.Torch;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes a model row of a tuned student: weights, lineage, request, curve and card. */
@Component
final class ModelPublication {

  private static final String MEDIA_TYPE = "application/octet-stream";

  private final ModelRepository models;
  private final ArtifactStore artifacts;
  private final JsonMapper json;

  ModelPublication(ModelRepository models, ArtifactStore artifacts, JsonMapper json) {
    this.models = models;
    this.artifacts = artifacts;
    this.json = json;
  }

  JobResult outcome(JobContext job, TunedModel made) throws IOException {
    Path file = job.scratch().resolve("student.pt");
    made.tuned().save(file);
    Artifact weights = artifacts.put(file, MEDIA_TYPE);
    // The student is closed when the row is made, once for every try to publish it.
    int dimensions = made.tuned().dimensions();
    long parameters = made.tuned().parameterCount();
    ModelDocuments documents =
        new ModelDocuments(
            made.student().documents().configJson(),
            json.writeValueAsString(made.request()),
            json.writeValueAsString(made.curve()),
            json.writeValueAsString(card(made)));
    return new JobResult(
        () -> {
          ModelEntity model =
              new ModelEntity(
                  job.workspace(),
                  made.request().getName(),
                  ModelOrigin.FINE_TUNED,
                  made.student().architecture(),
                  weights.digest(),
                  dimensions,
                  made.student().input(),
                  parameters,
                  new ModelLineage(made.student().id(), made.request().getTeacherId(), job.id()),
                  documents);
          model.takeReservedId(job.outputId(JobOutputType.MODEL));
          return result(made, models.saveAndFlush(model));
        });
  }

  private static Map<String, Object> result(TunedModel made, ModelEntity saved) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("modelId", saved.id());
    result.put("skippedSlides", made.skipped());
    result.put("tilesPerSecond", made.summary().patchesPerSecond());
    result.put("warnings", warnings(made));
    return result;
  }

  private static List<String> warnings(TunedModel made) {
    TrainingSummary summary = made.summary();
    List<String> warnings = new ArrayList<>();
    if (made.tuned().precision() != made.precision()) {
      warnings.add("the student computed in float32, since only its maker knows its program");
    }
    if (summary.unreadable() > 0) {
      warnings.add(summary.unreadable() + " tiles could not be read");
    }
    if (summary.leftOut() > 0) {
      warnings.add(
          summary.leftOut() + " tiles stood in windows with too little tissue and were not shown");
    }
    return warnings;
  }

  private static Map<String, Object> card(TunedModel made) {
    TrainingSummary summary = made.summary();
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("slides", made.slides().stream().map(slide -> slide.slide().id()).toList());
    card.put("steps", summary.steps());
    card.put("tilesShown", summary.patches());
    card.put("tilesLeftOut", summary.leftOut());
    card.put("tilesUnreadable", summary.unreadable());
    card.put("tilesPerSecond", summary.patchesPerSecond());
    card.put("precision", made.tuned().precision() == Precision.BF16 ? "bfloat16" : "float32");
    card.put("device", made.tuned().device().toString());
    card.put("threads", Torch.threads());
    card.put("engine", Torch.version());
    return card;
  }
}
