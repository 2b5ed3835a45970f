// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Vision transformers (Dosovitskiy et al., arXiv 2010.11929) with the options of timm's {@code
 * VisionTransformer}: DeiT, DINO and DINOv2 (registers, layer scale, SwiGLU), CLIP's towers, and
 * what pathology's foundation models make of them.
 */
final class VisionTransformers implements Architecture {

  private static final Map<String, Map<String, Object>> MEMBERS = members();

  private static Map<String, Map<String, Object>> members() {
    Map<String, Map<String, Object>> members = new LinkedHashMap<>();
    for (int size : List.of(224, 384)) {
      plain(members, "tiny", 16, size);
      plain(members, "small", 16, size);
      plain(members, "base", 16, size);
      plain(members, "large", 16, size);
      plain(members, "small", 32, size);
      plain(members, "base", 32, size);
      plain(members, "large", 32, size);
    }
    plain(members, "small", 8, 224);
    plain(members, "base", 8, 224);
    plain(members, "large", 14, 224);
    plain(members, "huge", 14, 224);
    plain(members, "giant", 14, 224);
    plain(members, "gigantic", 14, 224);
    for (String size : List.of("tiny", "small", "base")) {
      members.put("deit_" + size + "_patch16_224", sized(size, 16));
    }
    for (String size : List.of("small", "base", "large", "giant")) {
      members.put("vit_" + size + "_patch14_dinov2", dino(size));
      members.put(
          "vit_" + size + "_patch14_reg4_dinov2",
          with(dino(size), Map.of("reg_tokens", 4, "no_embed_class", true)));
    }
    Map<String, Object> clip = Map.of("pre_norm", true, "layer_norm_eps", 1e-5);
    members.put("vit_base_patch32_clip_224", with(sized("base", 32), clip));
    members.put("vit_base_patch16_clip_224", with(sized("base", 16), clip));
    members.put("vit_large_patch14_clip_224", with(sized("large", 14), clip));
    members.put("vit_large_patch14_clip_336", with(sized("large", 14), clip));
    members.put("vit_huge_patch14_clip_224", with(sized("huge", 14), clip));
    Map<String, Object> average =
        Map.of("class_token", false, "global_pool", "avg", "fc_norm", false);
    Map<String, Object> bare = Map.of("qkv_bias", false, "init_values", 1e-6);
    members.put("vit_medium_patch16_gap_240", with(with(sized("medium", 16), average), bare));
    members.put("vit_medium_patch16_gap_256", with(with(sized("medium", 16), average), bare));
    members.put("vit_huge_patch14_gap_224", with(sized("huge", 14), average));
    Map<String, Object> registers =
        Map.of("class_token", false, "global_pool", "avg", "no_embed_class", true, "reg_tokens", 4);
    Map<String, Object> scaled = Map.of("init_values", 1e-5);
    members.put(
        "vit_medium_patch16_reg4_gap_256", with(with(sized("medium", 16), registers), scaled));
    members.put(
        "vit_betwixt_patch16_reg4_gap_256", with(with(sized("betwixt", 16), registers), scaled));
    members.put("vit_base_patch16_reg4_gap_256", with(sized("base", 16), registers));
    return members;
  }

  private static void plain(
      Map<String, Map<String, Object>> members, String size, int patch, int image) {
    members.put(
        String.format(Locale.ROOT, "vit_%s_patch%d_%d", size, patch, image), sized(size, patch));
  }

  private static Map<String, Object> dino(String size) {
    Map<String, Object> scaled = with(sized(size, 14), Map.of("init_values", 1e-5));
    return size.equals("giant")
        ? with(
            scaled,
            Map.of(
                "embed_dim",
                1536,
                "num_heads",
                24,
                "mlp_ratio",
                5.33334,
                "mlp_layer",
                "SwiGLUPacked",
                "act_layer",
                "silu"))
        : scaled;
  }

  private static Map<String, Object> sized(String size, int patch) {
    return switch (size) {
      case "tiny" -> sized(patch, 192, 12, 3, 4);
      case "small" -> sized(patch, 384, 12, 6, 4);
      case "medium" -> sized(patch, 512, 12, 8, 4);
      case "betwixt" -> sized(patch, 640, 12, 10, 4);
      case "base" -> sized(patch, 768, 12, 12, 4);
      case "large" -> sized(patch, 1024, 24, 16, 4);
      case "huge" -> sized(patch, 1280, 32, 16, 4);
      case "giant" -> sized(patch, 1408, 40, 16, 48.0 / 11);
      case "gigantic" -> sized(patch, 1664, 48, 16, 64.0 / 13);
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static Map<String, Object> sized(
      int patch, int width, int depth, int heads, double mlpRatio) {
    return Map.of(
        "patch_size", patch,
        "embed_dim", width,
        "depth", depth,
        "num_heads", heads,
        "mlp_ratio", mlpRatio);
  }

  private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(some);
    all.putAll(more);
    return all;
  }

  @Override
  public List<String> names() {
    return List.copyOf(MEMBERS.keySet());
  }

  @Override
  public Optional<Blueprint> blueprint(BackboneConfig config) {
    Map<String, Object> own = MEMBERS.get(config.architecture());
    if (own == null) {
      return Optional.empty();
    }
    Arguments arguments = new Arguments(config, own);
    return Optional.of(new VisionTransformer(VitShape.read(arguments, config.input().sizePx())));
  }
}
