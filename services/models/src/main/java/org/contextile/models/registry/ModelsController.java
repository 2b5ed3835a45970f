// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.ModelsApi;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.ModelCreation;
import org.contextile.api.model.ModelImportRequest;
import org.contextile.api.model.ModelOrigin;
import org.contextile.api.model.ModelPage;
import org.contextile.api.model.ModelTruncation;
import org.contextile.api.model.WeightsFormat;
import org.contextile.api.patch.NamedPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.artifacts.ArtifactDownload;
import org.contextile.artifacts.FileName;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.upkeep.Thing;
import org.contextile.jobs.view.AcceptedJobs;
import org.contextile.models.source.ConfigText;
import org.contextile.models.source.ModelRequests;
import org.contextile.web.http.Page;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** {@code /v1/models}. */
@RestController
class ModelsController implements ModelsApi {
  private static final String BYTES = "application/octet-stream";
  private static final MediaType MARKDOWN =
      new MediaType(MediaType.TEXT_MARKDOWN, StandardCharsets.UTF_8);

  private final ModelRepository models;
  private final ModelImport imports;
  private final ModelRequests requests;
  private final ModelMapping mapping;
  private final CreatedModels created;
  private final AcceptedJobs accepted;
  private final ModelExport exports;
  private final ModelCards cards;
  private final ArtifactDownload downloads;
  private final Amendments amendments;
  private final Removals removals;
  private final Workspace workspace;

  ModelsController(
      ModelRepository models,
      ModelImport imports,
      ModelRequests requests,
      ModelMapping mapping,
      CreatedModels created,
      AcceptedJobs accepted,
      ModelExport exports,
      ModelCards cards,
      ArtifactDownload downloads,
      Amendments amendments,
      Removals removals,
      Workspace workspace) {
    this.models = models;
    this.imports = imports;
    this.requests = requests;
    this.mapping = mapping;
    this.created = created;
    this.accepted = accepted;
    this.exports = exports;
    this.cards = cards;
    this.downloads = downloads;
    this.amendments = amendments;
    this.removals = removals;
    this.workspace = workspace;
  }

  @Override
  public ResponseEntity<Model> createModelWithFormData(
      MultipartFile file,
      String name,
      @Nullable String config,
      @Nullable Integer inputSizePx,
      @Nullable String mean,
      @Nullable String std,
      @Nullable String prefix) {
    try (InputStream weights = file.getInputStream()) {
      return created(
          imports.uploaded(
              workspace.current(),
              name,
              weights,
              config == null ? null : ConfigText.of(config),
              prefix,
              Channels.parse(inputSizePx, mean, std)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ResponseEntity<Model> createModelWithJson(ModelCreation creation) {
    return switch (creation) {
      case ModelAssembly assembly -> created(imports.assemble(workspace.current(), assembly));
      case ModelImportRequest request -> accepted(requests.submit(workspace.current(), request));
      case ModelTruncation truncation -> created(imports.truncate(workspace.current(), truncation));
      default -> throw new IllegalStateException("not in the contract: " + creation.getClass());
    };
  }

  @Override
  public ResponseEntity<Model> getModel(UUID modelId) {
    return ResponseEntity.ok(mapping.toApi(find(modelId)));
  }

  @Override
  public ResponseEntity<Model> updateModel(UUID modelId, NamedPatch patch) {
    amendments.amend(workspace.current(), Thing.MODEL, modelId, patch);
    return getModel(modelId);
  }

  @Override
  public ResponseEntity<Void> deleteModel(UUID modelId, Boolean cascade) {
    removals.remove(workspace.current(), Thing.MODEL, modelId, cascade);
    return ResponseEntity.noContent().build();
  }

  @Override
  public ResponseEntity<Resource> getModelWeights(UUID modelId, WeightsFormat format) {
    ModelEntity model = find(modelId);
    return switch (format) {
      case TORCHSCRIPT -> downloads.attachment(model.artifactDigest(), BYTES, model.name() + ".pt");
      case SAFETENSORS ->
          downloads.attachment(exports.safetensors(model), BYTES, model.name() + ".safetensors");
    };
  }

  @Override
  public ResponseEntity<Map<String, Object>> getModelConfig(UUID modelId) {
    return ResponseEntity.ok(exports.config(find(modelId)));
  }

  @Override
  public ResponseEntity<Map<String, Object>> getModelCard(UUID modelId) {
    return ResponseEntity.ok(cards.json(find(modelId)));
  }

  @Override
  public ResponseEntity<Resource> getModelCardText(UUID modelId) {
    ModelEntity model = find(modelId);
    byte[] text = cards.markdown(model).getBytes(StandardCharsets.UTF_8);
    return ResponseEntity.ok()
        .contentType(MARKDOWN)
        .header(HttpHeaders.CONTENT_DISPOSITION, FileName.inline(model.name() + ".md"))
        .body(new ByteArrayResource(text));
  }

  @Override
  public ResponseEntity<ModelPage> listModels(
      @Nullable ModelOrigin origin, Integer pageSize, @Nullable String pageToken) {
    Page<ModelEntity> page =
        Page.of(
            pageSize,
            pageToken,
            ModelEntity::id,
            (before, limit) ->
                origin == null
                    ? models.findByWorkspaceAndIdLessThanOrderByIdDesc(
                        workspace.current(), before, limit)
                    : models.findByWorkspaceAndOriginAndIdLessThanOrderByIdDesc(
                        workspace.current(),
                        org.contextile.db.model.ModelOrigin.valueOf(origin.name()),
                        before,
                        limit));
    return ResponseEntity.ok(
        new ModelPage().items(page.map(mapping::toApi)).nextPageToken(page.nextPageToken()));
  }

  private ResponseEntity<Model> created(ModelEntity model) {
    return created.answer(model);
  }

  // The generated interface knows the answer to an assembly alone.
  @SuppressWarnings("unchecked")
  private ResponseEntity<Model> accepted(UUID job) {
    return (ResponseEntity<Model>) (ResponseEntity<?>) accepted.to(workspace.current(), job);
  }

  private ModelEntity find(UUID id) {
    return models
        .findByIdAndWorkspace(id, workspace.current())
        .orElseThrow(() -> ProblemException.notFound("model", id));
  }
}
