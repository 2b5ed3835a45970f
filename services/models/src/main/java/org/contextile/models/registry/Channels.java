// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.PixelInput;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.jspecify.annotations.Nullable;

/**
 * How a request wants pixels to enter: their number, mean and standard deviation of red, green and
 * blue. Where it is silent the configuration decides, else ImageNet.
 *
 * @param mean empty where the request is silent
 * @param std likewise
 */
record Channels(@Nullable Integer sizePx, List<Double> mean, List<Double> std) {

  private static final int DEFAULT_SIZE_PX = 224;

  /** Checks what there is. */
  Channels {
    if (sizePx != null && (sizePx < InputSpec.MIN_SIZE_PX || sizePx > InputSpec.MAX_SIZE_PX)) {
      throw invalid(
          "inputSizePx",
          "inputSizePx is %d to %d, not %d."
              .formatted(InputSpec.MIN_SIZE_PX, InputSpec.MAX_SIZE_PX, sizePx));
    }
    check("mean", mean, mean.stream().allMatch(it -> it >= 0 && it <= 1));
    check("std", std, std.stream().allMatch(it -> it > 0 && it <= 1));
  }

  /** From texts such as {@code 0.5,0.5,0.5}. */
  static Channels parse(@Nullable Integer sizePx, @Nullable String mean, @Nullable String std) {
    return new Channels(sizePx, numbers("mean", mean), numbers("std", std));
  }

  /** With what a configuration says. */
  ModelInput input(Optional<BackboneConfig> config) {
    InputSpec usual =
        config.map(BackboneConfig::input).orElseGet(() -> InputSpec.imageNet(DEFAULT_SIZE_PX));
    return new ModelInput(
        Objects.requireNonNullElse(sizePx, usual.sizePx()),
        PixelInput.FLOAT_NCHW,
        mean.isEmpty() ? doubles(usual.mean()) : mean,
        std.isEmpty() ? doubles(usual.std()) : std);
  }

  /** As people write them: 0.485 and not what is nearest to it among floats. */
  private static List<Double> doubles(List<Float> values) {
    return values.stream().map(it -> Double.valueOf(it.toString())).toList();
  }

  private static List<Double> numbers(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return List.of();
    }
    try {
      return Arrays.stream(text.split(",")).map(it -> Double.valueOf(it.strip())).toList();
    } catch (NumberFormatException e) {
      throw invalid(field);
    }
  }

  private static void check(String field, List<Double> values, boolean inRange) {
    if (!values.isEmpty() && (values.size() != 3 || !inRange)) {
      throw invalid(field);
    }
  }

  private static ProblemException invalid(String field) {
    return invalid(
        field,
        field
            + " is three numbers, for red, green and blue, of pixels from 0 to 1: a mean is in 0 to 1,"
            + " a standard deviation above 0 and at most 1. Divide those for 0 to 255 by 255.");
  }

  private static ProblemException invalid(String field, String detail) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at("/" + field));
  }
}
