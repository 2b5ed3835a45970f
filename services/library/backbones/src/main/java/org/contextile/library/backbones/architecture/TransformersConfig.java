// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contextile.library.backbones.IncompatibleModelException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code config.json} of vision transformers by Hugging Face's transformers ({@code
 * model_type}: {@code vit}, {@code dinov2}, {@code dinov2_with_registers}) in the terms of timm's
 * constructor.
 */
final class TransformersConfig {

  /** Which of timm's names is taken for all of them; the arguments say the rest. */
  private static final String ARCHITECTURE = "vit_base_patch16_224";

  private static final String REGISTERED = "dinov2_with_registers";
  private static final Set<String> TYPES = Set.of("vit", "dinov2", REGISTERED);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_WIDTH = 8192;
  private static final String GELU = "gelu";
  private static final double TIMMS_EPS = 1e-6;

  private TransformersConfig() {}

  /**
   * The same network in timm's layout; any other text as it is.
   *
   * @throws IncompatibleModelException if it is one of a network that there is no program for
   */
  static JsonNode timms(JsonNode root) {
    String type = root.path("model_type").asString("");
    if (root.has("architecture") || !TYPES.contains(type)) {
      return root;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    root.properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isNull()) {
                values.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class));
              }
            });
    Arguments theirs = new Arguments(type, values);
    int size = theirs.integer("image_size", 224);
    Map<String, Object> pretrained = new LinkedHashMap<>();
    pretrained.put("input_size", List.of(3, size, size));
    pretrained.put("mean", root.path("image_mean"));
    pretrained.put("std", root.path("image_std"));
    double eps = theirs.number("layer_norm_eps", type.equals("vit") ? 1e-12 : TIMMS_EPS);
    return JSON.valueToTree(
        Map.of(
            "architecture",
            ARCHITECTURE,
            "model_args",
            arguments(theirs, type, size),
            "pretrained_cfg",
            pretrained,
            "contextile",
            eps == TIMMS_EPS ? Map.of() : Map.of("layer_norm_eps", eps)));
  }

  private static Map<String, Object> arguments(Arguments theirs, String type, int size) {
    boolean dino = !type.equals("vit");
    int width = theirs.integer("hidden_size", 768, 8, MAX_WIDTH);
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("img_size", size);
    arguments.put("patch_size", theirs.integer("patch_size", dino ? 14 : 16));
    arguments.put("embed_dim", width);
    arguments.put("depth", theirs.integer("num_hidden_layers", 12));
    arguments.put("num_heads", theirs.integer("num_attention_heads", 12));
    arguments.put("qkv_bias", theirs.flag("qkv_bias", true));
    if (dino) {
      arguments.put("init_values", 1.0);
    }
    if (type.equals(REGISTERED)) {
      arguments.put("reg_tokens", theirs.integer("num_register_tokens", 4));
      arguments.put("no_embed_class", true);
    }
    // timm rounds the product down.
    arguments.put("mlp_ratio", (hidden(theirs, width, dino, arguments) + 0.25) / width);
    return arguments;
  }

  /** The width inside the MLP, and the arguments that say what the MLP is. */
  private static int hidden(
      Arguments theirs, int width, boolean dino, Map<String, Object> arguments) {
    int hidden =
        dino
            ? (int) (width * theirs.number("mlp_ratio", 4))
            : theirs.integer("intermediate_size", 4 * width);
    if (hidden < 1 || hidden > MAX_WIDTH * 16) {
      throw theirs.wrong("the width of the MLP", hidden);
    }
    if (dino && theirs.flag("use_swiglu_ffn", false)) {
      arguments.put("mlp_layer", "SwiGLUPacked");
      arguments.put("act_layer", "silu");
      return 2 * ((hidden * 2 / 3 + 7) / 8 * 8);
    }
    String activation = activation(theirs.text("hidden_act", GELU));
    if (!activation.equals(GELU)) {
      arguments.put("act_layer", activation);
    }
    return hidden;
  }

  private static String activation(String name) {
    return switch (name) {
      case GELU -> GELU;
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> "gelu_tanh";
      case "quick_gelu" -> "quick_gelu";
      case "silu", "swish" -> "silu";
      default -> throw new IncompatibleModelException("hidden_act cannot be " + name);
    };
  }
}
