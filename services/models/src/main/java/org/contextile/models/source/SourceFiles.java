// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.nio.file.Path;
import org.contextile.api.model.ModelProvenance;
import org.contextile.models.hub.HubCopy;
import org.jspecify.annotations.Nullable;

/** A model's files, here and checked; closed by the job that imports them. */
public final class SourceFiles implements AutoCloseable {
  private final Path weights;
  private final @Nullable String configJson;
  private final ModelProvenance provenance;
  private final @Nullable HubCopy download;

  SourceFiles(
      Path weights,
      @Nullable String configJson,
      ModelProvenance provenance,
      @Nullable HubCopy download) {
    this.weights = weights;
    this.configJson = configJson;
    this.provenance = provenance;
    this.download = download;
  }

  /** The same with another {@code config.json}. */
  SourceFiles withConfig(String json) {
    return new SourceFiles(weights, json, provenance, download);
  }

  /** To be read only. Its name says nothing: {@link #provenance} has the original one. */
  public Path weights() {
    return weights;
  }

  /** The text of the {@code config.json}, if there is one. */
  public @Nullable String configJson() {
    return configJson;
  }

  public ModelProvenance provenance() {
    return provenance;
  }

  /** No later attempt needs them. */
  public void spend() throws IOException {
    if (download != null) {
      download.spend();
    }
  }

  @Override
  public void close() throws IOException {
    if (download != null) {
      download.close();
    }
  }
}
