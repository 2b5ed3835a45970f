// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.util.Objects;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelLineage;
import org.contextile.api.model.ModelOrigin;
import org.contextile.db.artifact.ArtifactRepository;
import org.contextile.db.model.ModelEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** A model's row as the API shows it. */
@Component
final class ModelMapping {

  private final ArtifactRepository artifacts;
  private final JsonMapper json;

  ModelMapping(ArtifactRepository artifacts, JsonMapper json) {
    this.artifacts = artifacts;
    this.json = json;
  }

  Model toApi(ModelEntity row) {
    Model model =
        new Model()
            .id(row.id())
            .name(row.name())
            .origin(ModelOrigin.valueOf(row.origin().name()))
            .architecture(row.architecture())
            .featureDim(row.featureDim())
            .inputSizePx(row.input().inputSizePx())
            .mean(row.input().mean())
            .std(row.input().std())
            .parameterCount(row.parameters())
            .digest(row.artifactDigest())
            .sizeBytes(artifacts.findById(row.artifactDigest()).orElseThrow().sizeBytes())
            .notes(row.notes())
            .createdAt(row.createdAt())
            .createdBy(row.createdBy());
    if (row.lineage().studentId() != null) {
      model.lineage(lineage(row));
    }
    return model;
  }

  private ModelLineage lineage(ModelEntity row) {
    ModelLineage lineage =
        new ModelLineage()
            .studentId(Objects.requireNonNull(row.lineage().studentId()))
            .teacherId(Objects.requireNonNull(row.lineage().teacherId()))
            .jobId(Objects.requireNonNull(row.lineage().jobId()));
    String request = row.documents().recipeJson();
    if (request != null) {
      FineTuningRequest made = json.readValue(request, FineTuningRequest.class);
      lineage.cohortId(made.getCohortId()).tiling(made.getTiling()).recipe(made.getRecipe());
    }
    return lineage;
  }
}
