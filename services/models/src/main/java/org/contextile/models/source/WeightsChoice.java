// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** Which file of a folder or repository holds a model's weights. */
final class WeightsChoice {
  static final String CONFIG = "config.json";

  private static final List<String> PREFERRED = List.of("model.safetensors", "pytorch_model.bin");
  private static final List<String> ENDINGS =
      List.of(".safetensors", ".pth", ".pt", ".bin", ".ckpt");

  /** Models of image and text, and what trainers leave beside the weights. */
  private static final Set<String> OTHERS =
      Set.of(
          "open_clip_model.safetensors",
          "open_clip_pytorch_model.bin",
          "training_args.bin",
          "optimizer.bin",
          "optimizer.pt",
          "scheduler.pt");

  private WeightsChoice() {}

  /**
   * The one asked for, else a preferred one, else the only one.
   *
   * @param names of files, in folders with {@code /}
   * @param place what holds them, in words
   * @throws ProblemException {@code incompatible-model} if there is none, or more than one
   */
  static String of(List<String> names, @Nullable String asked, String place) {
    if (asked != null) {
      if (names.contains(asked)) {
        return asked;
      }
      throw refused(place + " holds no file " + asked + ". " + listed(names));
    }
    for (String preferred : PREFERRED) {
      if (names.contains(preferred)) {
        return preferred;
      }
    }
    List<String> weights = names.stream().filter(WeightsChoice::isWeights).toList();
    if (weights.size() == 1) {
      return weights.getFirst();
    }
    if (names.stream().anyMatch(it -> it.endsWith(".index.json"))) {
      throw refused(place + " holds its weights in several parts, which cannot be imported.");
    }
    throw refused(
        weights.isEmpty()
            ? place + " holds no weights that can be imported. " + listed(names)
            : place + " holds several files of weights. Say which in file. " + listed(weights));
  }

  private static boolean isWeights(String name) {
    return !name.contains("/")
        && !OTHERS.contains(name)
        && ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
  }

  private static String listed(List<String> names) {
    return names.isEmpty()
        ? "It holds no file."
        : "It holds " + String.join(", ", names.subList(0, Math.min(20, names.size()))) + ".";
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INCOMPATIBLE_MODEL.with(detail).at("/source/uri"));
  }
}
