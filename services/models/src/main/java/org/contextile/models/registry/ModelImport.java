// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import ai.djl.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.ModelTruncation;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.torch.OutOfMemory;
import org.contextile.models.source.ModelFileCheck;
import org.contextile.models.source.ModelImportOrder;
import org.contextile.models.source.SourceFiles;
import org.contextile.web.http.KeyedWrites;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** New models: every one is tried on the CPU before it is stored. */
@Service
final class ModelImport {

  private static final int MOST_LISTED = 20;
  private static final String MEDIA_TYPE = "application/octet-stream";
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final ModelRepository models;
  private final ArtifactStore artifacts;
  private final KeyedWrites writes;
  private final JsonMapper json;

  ModelImport(
      ModelRepository models, ArtifactStore artifacts, KeyedWrites writes, JsonMapper json) {
    this.models = models;
    this.artifacts = artifacts;
    this.writes = writes;
    this.json = json;
  }

  /**
   * Keeps a user's weights or program.
   *
   * @param configJson the text of a {@code config.json}
   * @param prefix which of several networks in the file is meant
   * @throws ProblemException {@code incompatible-model} if they do not fit or the trial fails,
   *     {@code unreadable-model} if the file is damaged or no file of weights, {@code
   *     out-of-memory} if memory does not suffice for the trial; nothing is stored
   */
  ModelEntity uploaded(
      String workspace,
      String name,
      InputStream weights,
      @Nullable String configJson,
      @Nullable String prefix,
      Channels channels) {
    return stored(
        workspace,
        folder -> {
          Path file = folder.resolve("weights");
          Files.copy(weights, file, StandardCopyOption.REPLACE_EXISTING);
          ModelFiles files = ModelFiles.of(file, configJson, prefix, folder.resolve("program.pt"));
          return row(
              workspace, name, ModelOrigin.IMPORTED, files, channels, origin(files, configJson));
        });
  }

  /**
   * Tries a model that came from elsewhere, and stores its weights.
   *
   * @param folder the caller's, for a temporary file as large as the model
   * @return makes its row, a new one for every try to publish it
   * @throws ProblemException as for a user's upload
   */
  Supplier<ModelEntity> brought(
      String workspace, ModelImportOrder order, SourceFiles files, Path folder) throws IOException {
    Channels channels = new Channels(order.inputSizePx(), order.mean(), order.std());
    ModelFiles made =
        ModelFiles.of(
            files.weights(), files.configJson(), order.prefix(), folder.resolve("program.pt"));
    Map<String, Object> origin = origin(made, files.configJson());
    origin.put("source", json.convertValue(files.provenance(), OBJECT));
    return row(workspace, order.name(), ModelOrigin.IMPORTED, made, channels, origin);
  }

  /**
   * Makes a network with fresh weights.
   *
   * @throws ProblemException {@code invalid-request} if a field is wrong, {@code
   *     incompatible-model} if there is no such architecture, {@code out-of-memory} as for a user's
   */
  ModelEntity assemble(String workspace, ModelAssembly assembly) {
    BackboneConfig config = Assemblies.config(assembly);
    Channels channels =
        new Channels(assembly.getInputSizePx(), assembly.getMean(), assembly.getStd());
    Map<String, Object> origin = Map.of("seed", assembly.getSeed());
    return stored(
        workspace,
        folder ->
            row(
                workspace,
                assembly.getName(),
                ModelOrigin.ASSEMBLED,
                ModelFiles.fresh(config, assembly.getSeed(), folder.resolve("program.pt")),
                channels,
                origin));
  }

  /**
   * Makes a model of the first blocks of another.
   *
   * @throws ProblemException {@code unknown-model} if there is none, {@code unknown-architecture}
   *     if only its maker knows its program, {@code incompatible-model} if it has fewer blocks
   */
  ModelEntity truncate(String workspace, ModelTruncation truncation) {
    UUID id = truncation.getModelId();
    ModelEntity whole =
        models
            .findByIdAndWorkspace(id, workspace)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.UNKNOWN_MODEL, "There is no model " + id + "."));
    BackboneConfig cut = ModelConfigs.of(whole).truncated(truncation.getAfterBlock());
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("truncatedFrom", id);
    origin.put("truncatedFromDigest", whole.artifactDigest());
    Channels channels =
        new Channels(whole.input().inputSizePx(), whole.input().mean(), whole.input().std());
    return stored(
        workspace,
        folder -> {
          try (LocalCopy program = artifacts.open(whole.artifactDigest())) {
            ModelFiles files =
                ModelFiles.of(
                    program.path(),
                    cut.json(whole.featureDim()),
                    null,
                    folder.resolve("program.pt"));
            return row(
                workspace, truncation.getName(), ModelOrigin.ASSEMBLED, files, channels, origin);
          }
        });
  }

  /** Where in its file the network was, and the licence that a configuration names, if it does. */
  private Map<String, Object> origin(ModelFiles files, @Nullable String configJson) {
    Map<String, Object> origin = new LinkedHashMap<>();
    files
        .origin()
        .filter(it -> !it.prefix().isEmpty())
        .ifPresent(
            it -> {
              origin.put("prefix", it.prefix());
              origin.put("passedOver", it.others().size());
              origin.put(
                  "passedOverFirst",
                  it.others().subList(0, Math.min(MOST_LISTED, it.others().size())));
            });
    if (configJson != null) {
      JsonNode config = json.readTree(configJson);
      JsonNode licence = config.path("pretrained_cfg").path("license");
      if (licence.isString()) {
        origin.put("licence", licence.stringValue());
      }
    }
    return origin;
  }

  private ModelEntity stored(String workspace, FolderAction action) {
    try {
      Path folder = Files.createTempDirectory("contextile-model");
      Supplier<ModelEntity> row;
      try {
        row = action.apply(folder);
      } finally {
        FileSystemUtils.deleteRecursively(folder);
      }
      return writes.make(
          workspace, MadeType.MODEL, () -> models.saveAndFlush(row.get()), ModelEntity::id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Supplier<ModelEntity> row(
      String workspace,
      String name,
      ModelOrigin origin,
      ModelFiles files,
      Channels channels,
      Map<String, ?> card)
      throws IOException {
    ModelInput input = channels.input(files.expected());
    InputSpec spec = InputSpec.of(input.mean(), input.std(), input.inputSizePx());
    return ModelFileCheck.typed(
        () -> {
          try (Backbone backbone =
              OutOfMemory.typed(
                  () -> Backbone.load(files.program(), spec, Device.cpu()),
                  ProblemException::outOfMemory)) {
            Artifact stored = artifacts.put(files.program(), MEDIA_TYPE);
            String config =
                files
                    .config()
                    .map(it -> it.normalised(spec.mean(), spec.std()).json(backbone.dimensions()))
                    .orElse(null);
            ModelDocuments documents =
                new ModelDocuments(config, null, null, json.writeValueAsString(card));
            // The backbone is closed when the row is made.
            int dimensions = backbone.dimensions();
            long parameters = backbone.parameterCount();
            return () ->
                new ModelEntity(
                    workspace,
                    name,
                    origin,
                    files.config().map(BackboneConfig::architecture).orElse("torchscript"),
                    stored.digest(),
                    dimensions,
                    input,
                    parameters,
                    ModelLineage.NONE,
                    documents);
          }
        });
  }

  /** What is done in a folder that is gone afterwards. */
  private interface FolderAction {
    Supplier<ModelEntity> apply(Path folder) throws IOException;
  }
}
