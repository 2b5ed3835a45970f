// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.contextile.api.model.ModelSource;
import org.jspecify.annotations.Nullable;

/**
 * What a model import job is asked for.
 *
 * @param name the model's name
 * @param source as asked for; uploads have become artifacts
 * @param config in place of a {@code config.json}; empty where there is none
 * @param inputSizePx over the configuration's
 * @param mean over the configuration's; empty where it is silent
 * @param std likewise
 * @param prefix which of several networks in the file is meant
 * @param weightsDigest the artifact that holds an upload's weights
 * @param configDigest the artifact that holds an upload's {@code config.json}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelImportOrder(
    String name,
    ModelSource source,
    Map<String, Object> config,
    @Nullable Integer inputSizePx,
    List<Double> mean,
    List<Double> std,
    @Nullable String prefix,
    @Nullable String weightsDigest,
    @Nullable String configDigest) {

  public ModelImportOrder {
    // What is empty is not written.
    config = config == null ? Map.of() : config;
    mean = mean == null ? List.of() : mean;
    std = std == null ? List.of() : std;
    if ((weightsDigest == null) == (source.getUri() == null)) {
      throw new IllegalArgumentException("A model import has either an upload or an address");
    }
  }
}
