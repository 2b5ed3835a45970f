// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.nio.file.Path;
import org.contextile.api.model.ModelProvenance;
import org.contextile.library.storage.LocalCopy;
import org.contextile.models.hub.HubCopy;
import org.jspecify.annotations.Nullable;

/** A model's files, here and checked; closed by the job that imports them. */
public final class SourceFiles implements AutoCloseable {
  private final Path weights;
  private final @Nullable String configJson;
  private final ModelProvenance provenance;
  private final @Nullable HubCopy download;
  private final @Nullable LocalCopy artifact;

  SourceFiles(
      Path weights,
      @Nullable String configJson,
      ModelProvenance provenance,
      @Nullable HubCopy download) {
    this(weights, configJson, provenance, download, null);
  }

  private SourceFiles(
      Path weights,
      @Nullable String configJson,
      ModelProvenance provenance,
      @Nullable HubCopy download,
      @Nullable LocalCopy artifact) {
    this.weights = weights;
    this.configJson = configJson;
    this.provenance = provenance;
    this.download = download;
    this.artifact = artifact;
  }

  /** Of weights in the artifact store. */
  static SourceFiles stored(
      LocalCopy weights, @Nullable String configJson, ModelProvenance provenance) {
    return new SourceFiles(weights.path(), configJson, provenance, null, weights);
  }

  /** The same with another {@code config.json}. */
  SourceFiles withConfig(String json) {
    return new SourceFiles(weights, json, provenance, download, artifact);
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
    if (artifact != null) {
      artifact.close();
    }
    if (download != null) {
      download.close();
    }
  }
}
