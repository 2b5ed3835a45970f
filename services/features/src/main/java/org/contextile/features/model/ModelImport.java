// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.model;

import ai.djl.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.contextile.api.model.ModelAssembly;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.features.source.ModelImportOrder;
import org.contextile.features.source.SourceFiles;
import org.contextile.learning.backbone.Backbone;
import org.contextile.learning.backbone.IncompatibleModelException;
import org.contextile.learning.backbone.InputSpec;
import org.contextile.learning.backbone.ResNet;
import org.contextile.learning.backbone.ResNetSettings;
import org.contextile.learning.script.OutOfMemory;
import org.contextile.platform.artifact.Artifact;
import org.contextile.platform.artifact.ArtifactStore;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.springframework.stereotype.Service;

/** New models: every one is tried on the CPU before it is kept. */
@Service
final class ModelImport {

  private static final String MEDIA_TYPE = "application/octet-stream";
  private static final int DEFAULT_SIZE_PX = 224;

  private final ModelRepository models;
  private final ArtifactStore artifacts;

  ModelImport(ModelRepository models, ArtifactStore artifacts) {
    this.models = models;
    this.artifacts = artifacts;
  }

  /**
   * Keeps a user's TorchScript program.
   *
   * @throws ProblemException {@code incompatible-model} if the trial fails, {@code out-of-memory}
   *     if memory does not suffice for it; nothing is kept
   */
  ModelEntity torchScript(String workspace, String name, InputStream weights, ModelInput input)
      throws IOException {
    return withTemporaryFile(
        file -> {
          Files.copy(weights, file, StandardCopyOption.REPLACE_EXISTING);
          return tried(workspace, name, ModelOrigin.IMPORTED, "torchscript", file, input);
        });
  }

  /**
   * Tries a model that came from elsewhere, and stores its weights.
   *
   * @return its row, which the caller publishes
   * @throws ProblemException as for a user's program
   */
  ModelEntity weights(String workspace, ModelImportOrder order, SourceFiles files)
      throws IOException {
    ModelInput input =
        Channels.input(
            Objects.requireNonNullElse(order.inputSizePx(), DEFAULT_SIZE_PX),
            order.mean(),
            order.std());
    return row(
        workspace, order.name(), ModelOrigin.IMPORTED, "torchscript", files.weights(), input);
  }

  /**
   * Makes a network of ours with fresh weights.
   *
   * @throws ProblemException {@code invalid-request} if there is no such architecture or it would
   *     be too narrow, {@code out-of-memory} as for a user's
   */
  ModelEntity assemble(String workspace, ModelAssembly assembly) {
    ResNetSettings settings = settings(assembly);
    ModelInput input =
        Channels.input(assembly.getInputSizePx(), assembly.getMean(), assembly.getStd());
    try {
      return withTemporaryFile(
          file -> {
            ResNet.write(file, settings, assembly.getSeed());
            return tried(
                workspace,
                assembly.getName(),
                ModelOrigin.ASSEMBLED,
                assembly.getArchitecture(),
                file,
                input);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelEntity tried(
      String workspace,
      String name,
      ModelOrigin origin,
      String architecture,
      Path file,
      ModelInput input)
      throws IOException {
    return models.saveAndFlush(row(workspace, name, origin, architecture, file, input));
  }

  private ModelEntity row(
      String workspace,
      String name,
      ModelOrigin origin,
      String architecture,
      Path file,
      ModelInput input)
      throws IOException {
    try (Backbone backbone =
        OutOfMemory.typed(
            () -> Backbone.load(file, spec(input), Device.cpu()),
            ProblemException::unprocessable)) {
      Artifact stored = artifacts.put(file, MEDIA_TYPE);
      return new ModelEntity(
          workspace,
          name,
          origin,
          architecture,
          stored.digest(),
          backbone.dimensions(),
          input,
          backbone.parameterCount(),
          ModelLineage.NONE,
          ModelDocuments.NONE);
    } catch (IncompatibleModelException e) {
      throw new ProblemException(
          Problem.of(
              "incompatible-model",
              "Incompatible model",
              422,
              "The model cannot be used as a backbone: " + e.getMessage() + "."),
          e);
    }
  }

  static ResNetSettings settings(ModelAssembly assembly) {
    int width = wideEnough("width", assembly.getWidth());
    List<Integer> widths =
        List.of(width, 2 * width, 4 * width, wideEnough("featureDim", assembly.getFeatureDim()));
    return switch (assembly.getArchitecture()) {
      case "resnet-small" -> new ResNetSettings(widths, List.of(1, 1, 1, 1));
      case "resnet-medium" -> new ResNetSettings(widths, List.of(2, 2, 2, 2));
      default ->
          throw invalid(
              "architecture",
              "There is no architecture "
                  + assembly.getArchitecture()
                  + "; there are resnet-small and resnet-medium.");
    };
  }

  private static int wideEnough(String field, int channels) {
    if (channels < ResNetSettings.MIN_WIDTH) {
      throw invalid(
          field, "%s is %d at least, not %d.".formatted(field, ResNetSettings.MIN_WIDTH, channels));
    }
    return channels;
  }

  private static ProblemException invalid(String field, String detail) {
    return new ProblemException(
        Problem.of("invalid-request", "Invalid request", 422, detail).at("/" + field));
  }

  private static InputSpec spec(ModelInput input) {
    return new InputSpec(floats(input.mean()), floats(input.std()), input.inputSizePx());
  }

  private static List<Float> floats(List<Double> values) {
    return values.stream().map(Double::floatValue).toList();
  }

  /** What is done with a file that is gone afterwards. */
  private interface FileAction<T> {
    T apply(Path file) throws IOException;
  }

  private static <T> T withTemporaryFile(FileAction<T> action) throws IOException {
    Path file = Files.createTempFile("contextile-model", ".pt");
    try {
      return action.apply(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
