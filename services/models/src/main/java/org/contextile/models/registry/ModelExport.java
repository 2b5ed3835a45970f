// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.model.ModelEntity;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.storage.LocalCopy;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Models in the form in which timm takes them. */
@Component
final class ModelExport {

  private static final String MEDIA_TYPE = "application/octet-stream";
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private static final int REMEMBERED = 256;

  private final ArtifactStore artifacts;
  private final JsonMapper json;

  /** Digests of exports by those of programs and their configurations; the latest. */
  private final Map<String, String> exported =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  ModelExport(ArtifactStore artifacts, JsonMapper json) {
    this.artifacts = artifacts;
    this.json = json;
  }

  /**
   * The weights as safetensors: the same bytes every time, so that a download can be resumed. The
   * file belongs to nobody and is collected after a while. One at a time: each reads and writes a
   * whole model.
   *
   * @return the artifact's digest
   * @throws org.contextile.api.problem.ProblemException {@code unknown-architecture}
   */
  synchronized String safetensors(ModelEntity model) {
    String key = model.artifactDigest() + ModelConfigs.text(model);
    String known = exported.get(key);
    try {
      if (known != null && artifacts.contains(known)) {
        return known;
      }
      String made = export(model);
      exported.put(key, made);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String export(ModelEntity model) throws IOException {
    try (LocalCopy program = artifacts.open(model.artifactDigest())) {
      Path file = Files.createTempFile("contextile-model", ".safetensors");
      try {
        BackboneFiles.export(program.path(), ModelConfigs.of(model), model.featureDim(), file);
        return artifacts.put(file, MEDIA_TYPE).digest();
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The configuration in timm's layout; throws as {@link #safetensors}. */
  Map<String, Object> config(ModelEntity model) {
    return json.readValue(ModelConfigs.text(model), OBJECT);
  }
}
