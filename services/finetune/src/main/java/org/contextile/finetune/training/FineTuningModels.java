// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.InferenceBackbones;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.torch.Torch;
import org.springframework.stereotype.Component;

/** Finds students and teachers and loads them onto the best device of this machine. */
@Component
final class FineTuningModels {

  private final ModelRepository models;
  private final ArtifactStore artifacts;

  FineTuningModels(ModelRepository models, ArtifactStore artifacts) {
    this.models = models;
    this.artifacts = artifacts;
  }

  /**
   * @throws ProblemException {@code unknown-model} if the workspace has none of that id
   */
  ModelEntity find(String workspace, UUID id) {
    return models
        .findByIdAndWorkspace(id, workspace)
        .orElseThrow(
            () -> new ProblemException(ProblemType.UNKNOWN_MODEL, "There is no model " + id + "."));
  }

  /**
   * @param asked what it computes in, if its architecture is known; else in float32
   * @throws ProblemException {@code incompatible-model} if nothing in it can be trained at that
   *     size
   * @throws org.contextile.library.torch.ScriptException if memory does not suffice
   */
  Backbone student(ModelEntity model, int tileSizePx, Precision asked) throws IOException {
    return load(
        model,
        (weights, config) ->
            Backbone.loadCheckedTrainable(
                weights,
                input(model, tileSizePx),
                Torch.bestDevice(),
                asked.ifKnown(config.isPresent())));
  }

  /**
   * @param asked what it computes in, if its architecture is known; else in float32
   * @param folder for a temporary file as large as the model
   * @throws ProblemException {@code incompatible-model} if it does not take tiles of that size
   * @throws org.contextile.library.torch.ScriptException if memory does not suffice
   */
  Backbone teacher(ModelEntity model, int tileSizePx, Precision asked, Path folder)
      throws IOException {
    return load(
        model,
        (weights, config) ->
            InferenceBackbones.open(
                weights, config, input(model, tileSizePx), Torch.bestDevice(), asked, folder));
  }

  private interface Loading {
    Backbone load(Path weights, Optional<BackboneConfig> config) throws IOException;
  }

  private Backbone load(ModelEntity model, Loading loading) throws IOException {
    try (LocalCopy weights = artifacts.open(model.artifactDigest())) {
      return loading.load(
          weights.path(),
          Optional.ofNullable(model.documents().configJson()).map(BackboneConfig::parse));
    } catch (IncompatibleModelException e) {
      throw new ProblemException(
          ProblemType.INCOMPATIBLE_MODEL.with(model.name() + ": " + e.getMessage()), e);
    }
  }

  private static InputSpec input(ModelEntity model, int tileSizePx) {
    return InputSpec.of(model.input().mean(), model.input().std(), tileSizePx);
  }
}
