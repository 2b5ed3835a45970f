// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.db.feature.FeaturePrecision;
import org.contextile.db.feature.FeatureProvenance;
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
import org.contextile.wsi.SlideFormats;
import org.contextile.wsi.slide.ReaderVersion;
import org.springframework.stereotype.Component;

/**
 * Loads a model's weights onto the best device of this machine. The last that worked is kept a
 * while, since the slides of a cohort are extracted in as many jobs.
 */
@Component
final class ModelBackbones implements AutoCloseable {

  /** All that decides what is loaded. */
  private record Use(String artifact, Optional<String> config, InputSpec input) {

    static Use of(ModelEntity model, int tileSizePx) {
      return new Use(
          model.artifactDigest(),
          Optional.ofNullable(model.documents().configJson()),
          InputSpec.of(model.input().mean(), model.input().std(), tileSizePx));
    }
  }

  private final ArtifactStore artifacts;
  private final Precision precision;
  private final Kept<Use, Backbone> kept;

  ModelBackbones(ArtifactStore artifacts, ExtractionProperties properties) {
    this.artifacts = artifacts;
    this.precision = properties.precision();
    this.kept = new Kept<>(properties.keepLoaded(), Backbone::close);
  }

  /**
   * A model for tiles of a size, opened when it is first asked for; the caller closes it. Opening
   * throws {@link ProblemException} {@code incompatible-model} if the model does not take tiles of
   * that size, and {@link org.contextile.learning.script.ScriptException} if memory does not
   * suffice.
   *
   * @param folder for a temporary file as large as the model
   */
  BackboneOnDemand onDemand(ModelEntity model, int tileSizePx, Path folder) {
    Use use = Use.of(model, tileSizePx);
    return new BackboneOnDemand(
        () -> {
          Optional<Backbone> loaded = kept.take(use);
          return loaded.isPresent() ? loaded.get() : open(use, folder);
        },
        backbone -> {
          backbone.forgetShortage();
          kept.keep(use, backbone);
        });
  }

  /** Of the features that a model's backbone gives today. */
  FeatureProvenance provenance(ModelEntity model) {
    return provenance(
        precision.ifKnown(model.documents().configJson() != null), SlideFormats.readerVersion());
  }

  static FeatureProvenance provenance(Precision precision, ReaderVersion reader) {
    return new FeatureProvenance(
        switch (precision) {
          case FP32 -> FeaturePrecision.FP32;
          case BF16 -> FeaturePrecision.BF16;
        },
        reader.name(),
        reader.version());
  }

  private Backbone open(Use use, Path folder) throws IOException {
    try {
      return InferenceBackbones.open(
          artifacts.path(use.artifact()),
          use.config().map(BackboneConfig::parse),
          use.input(),
          Torch.bestDevice(),
          precision,
          folder);
    } catch (IncompatibleModelException e) {
      throw new ProblemException(
          Problem.of(
              "incompatible-model", "Incompatible model", 422, String.valueOf(e.getMessage())),
          e);
    }
  }

  @Override
  public void close() {
    kept.close();
  }
}
