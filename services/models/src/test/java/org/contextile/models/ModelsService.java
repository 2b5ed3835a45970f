// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.client.ApiException;
import org.contextile.client.ModelsApi;
import org.contextile.jobs.testing.RunningService;
import org.jspecify.annotations.Nullable;

/** What the tests ask of a running service. */
record ModelsService(RunningService running) {

  static final ModelsService SHARED =
      new ModelsService(RunningService.of(ModelsApplication.class, Map.of()));

  Model assemble(String name) throws ApiException {
    return assemble(name, 5);
  }

  Model assemble(String name, long seed) throws ApiException {
    return models()
        .createModelWithJson(
            new ModelAssembly()
                .name(name)
                .architecture("resnet-small")
                .width(16)
                .featureDim(48)
                .inputSizePx(64)
                .seed(seed),
            null);
  }

  /** Sends weights as a form. */
  Model upload(Path weights, @Nullable String configJson, @Nullable Integer sizePx)
      throws ApiException {
    return models()
        .createModelWithFormData(
            weights.toFile(), "model", null, configJson, sizePx, null, null, null);
  }

  long storedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(running.artifacts())) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  ModelsApi models() {
    return new ModelsApi(running.client());
  }
}
