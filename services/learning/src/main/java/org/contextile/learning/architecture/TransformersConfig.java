// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.architecture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contextile.learning.backbone.IncompatibleModelException;
import tools.jackson.databind.JsonNode;

/**
 * The {@code config.json} of vision transformers by Hugging Face's transformers ({@code
 * model_type}: {@code vit}, {@code dinov2}, {@code dinov2_with_registers}) in the terms of timm's
 * constructor.
 */
final class TransformersConfig {

  /** Which of timm's names stands for all of them; the arguments say the rest. */
  private static final String ARCHITECTURE = "vit_base_patch16_224";

  private static final int REGISTERS = 4;
  private static final String GELU = "gelu";
  private static final double TIMMS_EPS = 1e-6;

  private TransformersConfig() {}

  /**
   * @param sizePx for which the position embedding was made
   */
  record Network(String architecture, Map<String, Object> arguments, int sizePx) {}

  /**
   * @return empty if it is no such text
   * @throws IncompatibleModelException if it is one of a network that there is no program for
   */
  static Optional<Network> read(JsonNode root) {
    String type = root.path("model_type").asString("");
    boolean dino = type.startsWith("dinov2");
    boolean registers = type.equals("dinov2_with_registers");
    if (!type.equals("vit") && !type.equals("dinov2") && !registers) {
      return Optional.empty();
    }
    int width = root.path("hidden_size").asInt(768);
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("patch_size", root.path("patch_size").asInt(dino ? 14 : 16));
    arguments.put("embed_dim", width);
    arguments.put("depth", root.path("num_hidden_layers").asInt(12));
    arguments.put("num_heads", root.path("num_attention_heads").asInt(12));
    arguments.put("qkv_bias", root.path("qkv_bias").asBoolean(true));
    double eps = root.path("layer_norm_eps").asDouble(dino ? TIMMS_EPS : 1e-12);
    if (eps != TIMMS_EPS) {
      arguments.put("layer_norm_eps", eps);
    }
    int hidden =
        dino
            ? root.path("mlp_ratio").asInt(4) * width
            : root.path("intermediate_size").asInt(4 * width);
    if (dino) {
      arguments.put("init_values", 1.0);
    }
    if (registers) {
      arguments.put("reg_tokens", root.path("num_register_tokens").asInt(REGISTERS));
      arguments.put("no_embed_class", true);
    }
    if (root.path("use_swiglu_ffn").asBoolean(false)) {
      hidden = 2 * ((hidden * 2 / 3 + 7) / 8 * 8);
      arguments.put("mlp_layer", "SwiGLUPacked");
      arguments.put("act_layer", "silu");
    } else {
      String activation = activation(root.path("hidden_act").asString(GELU));
      if (!activation.equals(GELU)) {
        arguments.put("act_layer", activation);
      }
    }
    // timm rounds the product down.
    arguments.put("mlp_ratio", (hidden + 0.25) / width);
    int size = root.path("image_size").asInt(224);
    arguments.put("img_size", size);
    return Optional.of(new Network(ARCHITECTURE, arguments, size));
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
