// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.contextile.library.torch.Weights;

/**
 * The tensors of vision transformers by Hugging Face's transformers ({@code
 * encoder.layer.3.attention.attention.query.weight}: queries, keys and values apart) and by
 * DINOv2's own code ({@code blocks.3.mlp.w12.weight}), in timm's terms. Both keep a position for
 * the class token where timm, with registers, has added it to the token. In CONCH's vision tower is
 * a transformer of timm's under a name of its own ({@code visual.trunk.blocks…}).
 */
final class VitNames {

  private static final String LAYER = "encoder.layer.";

  /** Where CONCH keeps the transformer, its pooler beside it. */
  static final String TRUNK = "trunk.";

  private static final List<String> MATRIX = List.of("weight", "bias");
  private static final List<String> PARTS = List.of("query", "key", "value");

  private static final Map<String, String> ROOT =
      Map.of(
          "embeddings.cls_token", "cls_token",
          "embeddings.mask_token", "mask_token",
          "embeddings.register_tokens", "reg_token",
          "register_tokens", "reg_token",
          "embeddings.position_embeddings", "pos_embed",
          "embeddings.patch_embeddings.projection.weight", "patch_embed.proj.weight",
          "embeddings.patch_embeddings.projection.bias", "patch_embed.proj.bias",
          "layernorm.weight", "norm.weight",
          "layernorm.bias", "norm.bias");

  /** Members of a block; the rest is named alike. */
  private static final Map<String, String> BLOCK =
      Map.ofEntries(
          Map.entry("layernorm_before", "norm1"),
          Map.entry("layernorm_after", "norm2"),
          Map.entry("attention.output.dense", "attn.proj"),
          Map.entry("attention.attention.query", "attn.query"),
          Map.entry("attention.attention.key", "attn.key"),
          Map.entry("attention.attention.value", "attn.value"),
          Map.entry("intermediate.dense", "mlp.fc1"),
          Map.entry("output.dense", "mlp.fc2"),
          Map.entry("mlp.weights_in", "mlp.fc1"),
          Map.entry("mlp.weights_out", "mlp.fc2"),
          Map.entry("mlp.w12", "mlp.fc1"),
          Map.entry("mlp.w3", "mlp.fc2"));

  private static final Map<String, String> SCALES =
      Map.of("layer_scale1.lambda1", "ls1.gamma", "layer_scale2.lambda1", "ls2.gamma");

  private VitNames() {}

  /** Renames and joins what is named in one of the other ways. */
  static void translate(TimmStateDict stored, VitShape shape) {
    stored.rename(VitNames::timm);
    for (int block = 0; block < shape.depth(); block++) {
      String place = "blocks." + block + ".attn.";
      for (String member : MATRIX) {
        stored.join(
            PARTS.stream().map(part -> place + part + "." + member).toList(),
            place + "qkv." + member);
      }
    }
    if (shape.classToken() && shape.embedded() == 0) {
      placeToken(stored, shape);
    }
  }

  private static String timm(String stored) {
    String name = stored.startsWith(TRUNK) ? stored.substring(TRUNK.length()) : stored;
    String blocks = name.startsWith(LAYER) ? LAYER : "blocks.";
    int block = Names.index(name, blocks);
    if (block < 0) {
      return ROOT.getOrDefault(name, name);
    }
    String member = name.substring(name.indexOf('.', blocks.length()) + 1);
    // DINOv2's trainer keeps blocks in chunks and counts them through: blocks.CHUNK.BLOCK.norm1….
    int inChunk = Names.index(member, "");
    return inChunk < 0
        ? "blocks." + block + "." + member(member)
        : "blocks." + inChunk + "." + member(member.substring(member.indexOf('.') + 1));
  }

  private static String member(String stored) {
    String scale = SCALES.get(stored);
    int dot = stored.lastIndexOf('.');
    if (scale != null || dot < 0) {
      return scale == null ? stored : scale;
    }
    String module = stored.substring(0, dot);
    return BLOCK.getOrDefault(module, module) + stored.substring(dot);
  }

  /** Adds the class token's position to the token, if there is one. */
  private static void placeToken(TimmStateDict stored, VitShape shape) {
    int width = shape.width();
    long patches = (long) shape.grid() * shape.grid();
    Weights positions = stored.find("pos_embed").orElse(null);
    Weights token = stored.find("cls_token").orElse(null);
    if (positions == null
        || token == null
        || token.size() != width
        || !Arrays.equals(positions.shape(), new long[] {1, patches + 1, width})) {
      return;
    }
    stored.replace(
        "cls_token",
        Weights.lazy(
            token.shape(),
            () -> {
              float[] values = token.values().clone();
              float[] first = positions.values();
              for (int i = 0; i < width; i++) {
                values[i] += first[i];
              }
              return values;
            }));
    stored.replace(
        "pos_embed",
        Weights.lazy(
            new long[] {1, patches, width},
            () -> {
              float[] all = positions.values();
              return Arrays.copyOfRange(all, width, all.length);
            }));
  }
}
