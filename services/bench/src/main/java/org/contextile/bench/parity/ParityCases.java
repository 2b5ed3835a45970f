// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.parity;

import java.util.ArrayList;
import java.util.List;

/**
 * Every architecture and size that is supported, and what pathology's foundation models make of a
 * vision transformer, as their owners' {@code config.json} and code say.
 */
final class ParityCases {

  private static final int CONVOLUTIONAL_PX = 128;
  private static final int ODD_PX = 101;

  private ParityCases() {}

  static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    cases.addAll(resNets());
    cases.addAll(efficientNets());
    cases.addAll(convNeXts());
    cases.addAll(transformers());
    cases.addAll(pathology());
    return cases;
  }

  private static List<ParityCase> resNets() {
    return List.of(
        convolutional("resnet18").withGradients(),
        convolutional("resnet34"),
        convolutional("resnet50").withGradients(),
        convolutional("resnet101"),
        convolutional("resnet50").after(13),
        convolutional("resnet18").after(3));
  }

  private static List<ParityCase> efficientNets() {
    List<ParityCase> cases = new ArrayList<>();
    for (String prefix : List.of("", "tf_")) {
      for (int i = 0; i < 4; i++) {
        cases.add(convolutional(prefix + "efficientnet_b" + i));
      }
      for (int i = 0; i < 5; i++) {
        cases.add(convolutional(prefix + "efficientnet_lite" + i));
      }
      for (String size : List.of("s", "m", "l")) {
        cases.add(convolutional(prefix + "efficientnetv2_" + size));
      }
    }
    for (int i = 0; i < 4; i++) {
      cases.add(convolutional("tf_efficientnetv2_b" + i));
    }
    cases.add(convolutional("efficientnetv2_rw_s"));
    cases.add(convolutional("mobilenetv2_100"));
    cases.add(
        convolutional("efficientnet_b0").labelled("efficientnet_b0 gradients").withGradients());
    cases.add(convolutional("tf_efficientnet_lite0").after(11));
    return cases;
  }

  private static List<ParityCase> convNeXts() {
    List<ParityCase> cases = new ArrayList<>();
    for (String size :
        List.of("atto", "femto", "pico", "nano", "tiny", "small", "base", "large", "xlarge")) {
      cases.add(convolutional("convnext_" + size));
    }
    for (String size : List.of("atto", "femto", "pico", "nano", "tiny", "small", "base", "large")) {
      cases.add(convolutional("convnextv2_" + size));
    }
    cases.add(convolutional("convnext_atto").labelled("convnext_atto gradients").withGradients());
    cases.add(
        convolutional("convnextv2_atto").labelled("convnextv2_atto gradients").withGradients());
    cases.add(convolutional("convnext_tiny_hnf"));
    cases.add(convolutional("convnext_atto").after(6));
    return cases;
  }

  private static List<ParityCase> transformers() {
    return List.of(
        ParityCase.of("vit_tiny_patch16_224", 0, 160).withGradients(),
        ParityCase.of("vit_small_patch16_224", 0, 256),
        ParityCase.of("vit_base_patch16_224", 0, 160),
        ParityCase.of("vit_large_patch16_224", 0, 160),
        ParityCase.of("vit_small_patch8_224", 96, 112),
        ParityCase.of("vit_base_patch8_224", 96, 112),
        ParityCase.of("vit_small_patch14_dinov2", 224, 280),
        ParityCase.of("vit_small_patch14_reg4_dinov2", 224, 280).withGradients(),
        ParityCase.of("vit_base_patch14_reg4_dinov2", 224, 168),
        ParityCase.of("vit_large_patch14_reg4_dinov2", 224, 168),
        ParityCase.of("vit_huge_patch14_224", 0, 168),
        ParityCase.of("vit_giant_patch14_224", 0, 168),
        ParityCase.of("vit_giant_patch14_reg4_dinov2", 224, 168),
        ParityCase.of("vit_medium_patch16_gap_256", 0, 192),
        ParityCase.of("vit_medium_patch16_reg4_gap_256", 0, 192),
        ParityCase.of("vit_base_patch16_clip_224", 0, 160),
        ParityCase.of("vit_tiny_patch16_224", 0, 160)
            .labelled("vit_tiny_patch16_224 with average pooling")
            .with("{\"global_pool\":\"avg\"}"),
        ParityCase.of("vit_tiny_patch16_224", 0, 160)
            .labelled("vit_tiny_patch16_224 with QK norm")
            .with("{\"qk_norm\":true}"),
        ParityCase.of("vit_tiny_patch16_224", 0, 160)
            .labelled("vit_tiny_patch16_224 with split SwiGLU")
            .with("{\"mlp_layer\":\"SwiGLU\",\"act_layer\":\"SiLU\",\"init_values\":1e-5}"),
        ParityCase.of("vit_tiny_patch16_224", 0, 160).after(6));
  }

  private static List<ParityCase> pathology() {
    String swiGlu = "\"mlp_layer\":\"SwiGLUPacked\",\"act_layer\":\"SiLU\"";
    return List.of(
        ParityCase.of("vit_large_patch16_224", 0, 256)
            .labelled("UNI")
            .with("{\"init_values\":1e-5,\"dynamic_img_size\":true}"),
        ParityCase.of("vit_giant_patch14_224", 0, 252)
            .labelled("UNI2-h")
            .with(
                "{\"depth\":24,\"num_heads\":24,\"embed_dim\":1536,\"init_values\":1e-5,"
                    + "\"mlp_ratio\":5.33334,\"reg_tokens\":8,\"no_embed_class\":true,"
                    + "\"dynamic_img_size\":true,"
                    + swiGlu
                    + "}"),
        ParityCase.of("vit_huge_patch14_224", 0, 168)
            .labelled("Virchow2")
            .with(
                "{\"init_values\":1e-5,\"mlp_ratio\":5.3375,\"reg_tokens\":4,"
                    + "\"dynamic_img_size\":true,"
                    + swiGlu
                    + "}"),
        ParityCase.of("vit_base_patch14_reg4_dinov2", 224, 252)
            .labelled("H0-mini")
            .with("{\"init_values\":1e-5,\"mlp_ratio\":5.33334," + swiGlu + "}"),
        ParityCase.of("vit_small_patch16_224", 0, 256)
            .labelled("Lunit DINO")
            .with("{\"dynamic_img_size\":true}"));
  }

  private static ParityCase convolutional(String name) {
    return ParityCase.of(name, CONVOLUTIONAL_PX, ODD_PX);
  }
}
