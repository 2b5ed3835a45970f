// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.feature.FeaturePrecision;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.model.ModelEntity;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.InferenceBackbones;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.torch.Torch;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.springframework.stereotype.Component;

/**
 * Loads models' weights onto the best device of this machine. Those that worked stay a while in a
 * {@link ModelPool}, since the slides of a cohort are extracted in as many jobs.
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
  private final ModelPool<Use, Backbone> pool;
  private final long maxBytes;

  ModelBackbones(ArtifactStore artifacts, ExtractionProperties properties) {
    this.artifacts = artifacts;
    this.precision = properties.precision();
    this.maxBytes = properties.maxLoaded().toBytes();
    this.pool = new ModelPool<>(maxBytes, properties.keepLoaded(), Backbone::close);
  }

  /**
   * Lends a model for tiles of a size, loaded unless one is idle; the caller closes the loan.
   *
   * @param folder for a temporary file as large as the model
   * @throws ProblemException {@code incompatible-model} if the model does not take tiles of that
   *     size
   * @throws ScriptException if memory does not suffice, also without the idle models
   */
  ModelPool<?, Backbone>.Loan lend(ModelEntity model, int tileSizePx, Path folder)
      throws IOException {
    Use use = Use.of(model, tileSizePx);
    var loan = pool.lend(use, bytes(model), () -> openWithRoom(use, folder));
    loan.model().forgetShortage();
    return loan;
  }

  /**
   * Groups of models, in their order, each of which may be loaded at once; one alone always may.
   */
  List<List<ModelEntity>> fitting(List<ModelEntity> models) {
    List<List<ModelEntity>> groups = new ArrayList<>();
    long room = 0;
    for (ModelEntity model : models) {
      room -= bytes(model);
      if (groups.isEmpty() || room < 0) {
        groups.add(new ArrayList<>());
        room = maxBytes - bytes(model);
      }
      groups.getLast().add(model);
    }
    return groups;
  }

  /** Weights are float32 whatever is computed in. */
  private static long bytes(ModelEntity model) {
    return model.parameters() * Float.BYTES;
  }

  private Backbone openWithRoom(Use use, Path folder) throws IOException {
    try {
      return open(use, folder);
    } catch (ScriptException e) {
      if (!e.outOfMemory()) {
        throw e;
      }
      pool.evictIdle();
      return open(use, folder);
    }
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
    try (LocalCopy weights = artifacts.open(use.artifact())) {
      return InferenceBackbones.open(
          weights.path(),
          use.config().map(BackboneConfig::parse),
          use.input(),
          Torch.bestDevice(),
          precision,
          folder);
    } catch (IncompatibleModelException e) {
      throw new ProblemException(
          ProblemType.INCOMPATIBLE_MODEL.with(String.valueOf(e.getMessage())), e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
