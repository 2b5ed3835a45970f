// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import org.contextile.db.model.ModelEntity;
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
      return Backbone.load(
          artifacts.path(model.artifactDigest()), input, Torch.bestDevice(), precision(model));
    } catch (IncompatibleModelException e) {
      throw new ProblemException(
          Problem.of(
              "incompatible-model", "Incompatible model", 422, String.valueOf(e.getMessage())),
          e);
    }
  }

  /** A program that only its maker knows may not take bfloat16. */
  private Precision precision(ModelEntity model) {
    return model.documents().configJson() == null ? Precision.FP32 : precision;
  }
}
