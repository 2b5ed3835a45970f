// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.backbones.architecture.BackboneConfig;

/** Requests for networks with fresh weights, as configurations. */
final class Assemblies {

  /** Channels of the first stage of our own networks. */
  private static final Map<String, Integer> OWN = Map.of("resnet-small", 16, "resnet-medium", 32);

  private static final int MIN_WIDTH = 16;

  private Assemblies() {}

  static BackboneConfig config(ModelAssembly assembly) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    if (assembly.getArguments() != null) {
      arguments.putAll(assembly.getArguments());
      arguments.values().removeIf(Objects::isNull);
    }
    Integer usual = OWN.get(assembly.getArchitecture());
    if (usual != null) {
      int width = wideEnough("width", Objects.requireNonNullElse(assembly.getWidth(), usual));
      int last =
          wideEnough("featureDim", Objects.requireNonNullElse(assembly.getFeatureDim(), 8 * width));
      arguments.put("stem", width);
      arguments.put("channels", List.of(width, 2 * width, 4 * width, last));
    } else if (assembly.getWidth() != null || assembly.getFeatureDim() != null) {
      throw invalid(
          assembly.getWidth() != null ? "width" : "featureDim",
          "Only our own networks have a width and a featureDim to choose; for %s there are arguments."
              .formatted(assembly.getArchitecture()));
    }
    return BackboneConfig.of(assembly.getArchitecture(), assembly.getInputSizePx()).with(arguments);
  }

  private static int wideEnough(String field, int channels) {
    if (channels < MIN_WIDTH) {
      throw invalid(field, "%s is %d at least, not %d.".formatted(field, MIN_WIDTH, channels));
    }
    return channels;
  }

  private static ProblemException invalid(String field, String detail) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at("/" + field));
  }
}
