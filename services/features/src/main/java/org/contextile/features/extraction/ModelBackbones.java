// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.util.Optional;
import org.contextile.db.model.ModelEntity;
import org.contextile.learning.architecture.BackboneConfig;
import org.contextile.learning.architecture.InferenceBackbones;
import org.contextile.learning.backbone.Backbone;
import org.contextile.learning.backbone.IncompatibleModelException;
import org.contextile.learning.backbone.InputSpec;
import org.contextile.learning.backbone.Precision;
import org.contextile.learning.script.Torch;
import org.contextile.platform.artifact.ArtifactStore;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Loads a model's weights onto the best device of this machine. */
@Component
final class ModelBackbones {

  private final ArtifactStore artifacts;
  private final Precision precision;

  ModelBackbones(ArtifactStore artifacts, ExtractionProperties properties) {
    this.artifacts = artifacts;
    this.precision = properties.precision();
  }

  /**
   * Opens a model for tiles of a size; the caller closes it.
   *
   * @throws ProblemException {@code incompatible-model} if it does not take tiles of that size
   * @throws org.contextile.learning.script.ScriptException if memory does not suffice
   */
  Backbone open(ModelEntity model, int tileSizePx) throws IOException {
    InputSpec input = InputSpec.of(model.input().mean(), model.input().std(), tileSizePx);
    try {
      Optional<BackboneConfig> config =
          Optional.ofNullable(model.documents().configJson()).map(BackboneConfig::parse);
      // A program that only its maker knows may not take bfloat16.
      Precision chosen = config.isPresent() ? precision : Precision.FP32;
      return InferenceBackbones.open(
          artifacts.path(model.artifactDigest()), config, input, Torch.bestDevice(), chosen);
    } catch (IncompatibleModelException e) {
      throw new ProblemException(
          Problem.of(
              "incompatible-model", "Incompatible model", 422, String.valueOf(e.getMessage())),
          e);
    }
  }
}
