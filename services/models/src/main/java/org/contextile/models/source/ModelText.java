// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What lies beside a model's weights and says what they are: {@code config.json}. Hugging Face's
 * transformers keeps elsewhere how pixels enter ({@code preprocessor_config.json}); that is added.
 */
final class ModelText {
  private static final String PROCESSOR = "preprocessor_config.json";
  private static final List<String> PIXELS = List.of("image_mean", "image_std");

  /** What a processor that does not normalise does, whatever figures it names. */
  private static final Map<String, List<Integer>> UNCHANGED =
      Map.of("image_mean", List.of(0, 0, 0), "image_std", List.of(1, 1, 1));

  private static final JsonMapper JSON = new JsonMapper();

  private ModelText() {}

  /** What reads a small text beside the weights. */
  interface Beside {
    /** The text of that name; empty if there is none. */
    Optional<String> read(String name) throws IOException;
  }

  /** The configuration; null if there is none. */
  static @Nullable String of(Beside beside) throws IOException {
    Optional<String> config = beside.read(WeightsChoice.CONFIG);
    if (config.isEmpty() || !(tree(config.get()) instanceof ObjectNode root) || !isForeign(root)) {
      return config.orElse(null);
    }
    Optional<String> processor = beside.read(PROCESSOR);
    JsonNode pixels = tree(processor.orElse("{}"));
    PIXELS.forEach(
        name -> {
          if (pixels.path(name).isArray()) {
            root.set(name, pixels.path(name));
          }
        });
    if (pixels.path("do_normalize").isBoolean() && !pixels.path("do_normalize").booleanValue()) {
      UNCHANGED.forEach((name, value) -> root.set(name, JSON.valueToTree(value)));
    }
    return JSON.writeValueAsString(root);
  }

  private static boolean isForeign(ObjectNode root) {
    return root.has("model_type")
        && !root.has("architecture")
        && PIXELS.stream().noneMatch(root::has);
  }

  /** What cannot be read is refused where it is needed. */
  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }
}
