// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.model;

import java.util.Arrays;
import java.util.List;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.PixelInput;
import org.contextile.learning.backbone.InputSpec;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Reads how pixels enter: their number, mean and standard deviation of red, green and blue. */
final class Channels {

  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  private Channels() {}

  /** From texts such as {@code 0.5,0.5,0.5}; ImageNet's where there is none. */
  static ModelInput input(int sizePx, @Nullable String mean, @Nullable String std) {
    return input(
        sizePx,
        mean == null || mean.isBlank() ? List.of() : parse("mean", mean),
        std == null || std.isBlank() ? List.of() : parse("std", std));
  }

  /** Empty lists mean ImageNet's values. */
  static ModelInput input(int sizePx, List<Double> mean, List<Double> std) {
    if (sizePx < InputSpec.MIN_SIZE_PX || sizePx > InputSpec.MAX_SIZE_PX) {
      throw invalid(
          "inputSizePx",
          "inputSizePx is %d to %d, not %d."
              .formatted(InputSpec.MIN_SIZE_PX, InputSpec.MAX_SIZE_PX, sizePx));
    }
    List<Double> usedMean = mean.isEmpty() ? IMAGENET_MEAN : mean;
    List<Double> usedStd = std.isEmpty() ? IMAGENET_STD : std;
    check("mean", usedMean, usedMean.stream().allMatch(Double::isFinite));
    check("std", usedStd, usedStd.stream().allMatch(it -> it > 0 && Double.isFinite(it)));
    return new ModelInput(sizePx, PixelInput.FLOAT_NCHW, usedMean, usedStd);
  }

  private static List<Double> parse(String field, String text) {
    try {
      return Arrays.stream(text.split(",")).map(it -> Double.valueOf(it.strip())).toList();
    } catch (NumberFormatException e) {
      throw invalid(field);
    }
  }

  private static void check(String field, List<Double> values, boolean inRange) {
    if (values.size() != 3 || !inRange) {
      throw invalid(field);
    }
  }

  private static ProblemException invalid(String field) {
    return invalid(
        field,
        field + " is three numbers, for red, green and blue; a standard deviation is positive.");
  }

  private static ProblemException invalid(String field, String detail) {
    return new ProblemException(
        Problem.of("invalid-request", "Invalid request", 422, detail).at("/" + field));
  }
}
