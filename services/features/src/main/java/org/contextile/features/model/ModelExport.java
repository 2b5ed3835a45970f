// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.contextile.db.model.ModelEntity;
import org.contextile.learning.architecture.BackboneConfig;
import org.contextile.learning.architecture.BackboneFiles;
import org.contextile.platform.artifact.ArtifactStore;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Models in the form in which timm takes them. */
@Component
final class ModelExport {

  private static final String MEDIA_TYPE = "application/octet-stream";
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final ArtifactStore artifacts;
  private final JsonMapper json;

  ModelExport(ArtifactStore artifacts, JsonMapper json) {
    this.artifacts = artifacts;
    this.json = json;
  }

  /**
   * The weights as safetensors: the same bytes every time, so that a download can be resumed. The
   * file belongs to nobody and is collected when it was not asked for lately.
   *
   * @return the artifact's digest
   * @throws org.contextile.platform.problem.ProblemException {@code unknown-architecture}
   */
  String safetensors(ModelEntity model) {
    BackboneConfig config = ModelConfigs.of(model);
    try {
      Path file = Files.createTempFile("contextile-model", ".safetensors");
      try {
        Path program = artifacts.path(model.artifactDigest());
        BackboneFiles.export(program, config, model.featureDim(), file);
        return artifacts.put(file, MEDIA_TYPE).digest();
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration in timm's layout; throws as {@link #safetensors}. */
  Map<String, Object> config(ModelEntity model) {
    return json.readValue(ModelConfigs.text(model), OBJECT);
  }
}
