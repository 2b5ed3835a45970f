// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Networks of inverted residuals as in timm: EfficientNet (Tan and Le, arXiv 1905.11946), its lite
 * variants, EfficientNetV2 (arXiv 2104.00298) and MobileNetV2 (Sandler et al., arXiv 1801.04381).
 * Names that begin with {@code tf_} have TensorFlow's padding and epsilon.
 *
 * <p>{@code model_args} may hold {@code channel_multiplier} and {@code depth_multiplier}, which
 * timm's own functions fix by the name.
 */
final class EfficientNets implements Architecture {

  private static final String SAME = "tf_";

  private static final EfficientPlan B =
      new EfficientPlan(
          List.of(
              "ds_r1_k3_s1_e1_c16_se0.25",
              "ir_r2_k3_s2_e6_c24_se0.25",
              "ir_r2_k5_s2_e6_c40_se0.25",
              "ir_r3_k3_s2_e6_c80_se0.25",
              "ir_r3_k5_s1_e6_c112_se0.25",
              "ir_r4_k5_s2_e6_c192_se0.25",
              "ir_r1_k3_s1_e6_c320_se0.25"),
          32,
          1280);
  private static final EfficientPlan LITE =
      new EfficientPlan(
              B.stages().stream().map(stage -> stage.replace("_se0.25", "")).toList(), 32, 1280)
          .bare(true);
  private static final EfficientPlan MOBILE =
      new EfficientPlan(
              List.of(
                  "ds_r1_k3_s1_e1_c16",
                  "ir_r2_k3_s2_e6_c24",
                  "ir_r3_k3_s2_e6_c32",
                  "ir_r4_k3_s2_e6_c64",
                  "ir_r3_k3_s1_e6_c96",
                  "ir_r3_k3_s2_e6_c160",
                  "ir_r1_k3_s1_e6_c320"),
              32,
              1280)
          .bare(false);
  private static final EfficientPlan V2_B =
      new EfficientPlan(
              List.of(
                  "cn_r1_k3_s1_e1_c16",
                  "er_r2_k3_s2_e4_c32",
                  "er_r2_k3_s2_e4_c48",
                  "ir_r3_k3_s2_e4_c96_se0.25",
                  "ir_r5_k3_s1_e6_c112_se0.25",
                  "ir_r8_k3_s2_e6_c192_se0.25"),
              32,
              1280)
          .roundedDown();
  private static final EfficientPlan V2_S =
      new EfficientPlan(
          List.of(
              "cn_r2_k3_s1_e1_c24",
              "er_r4_k3_s2_e4_c48",
              "er_r4_k3_s2_e4_c64",
              "ir_r6_k3_s2_e4_c128_se0.25",
              "ir_r9_k3_s1_e6_c160_se0.25",
              "ir_r15_k3_s2_e6_c256_se0.25"),
          24,
          1280);
  private static final EfficientPlan V2_RW_S =
      new EfficientPlan(
          List.of(
              "er_r2_k3_s1_e1_c24",
              "er_r4_k3_s2_e4_c48",
              "er_r4_k3_s2_e4_c64",
              "ir_r6_k3_s2_e4_c128_se0.25",
              "ir_r9_k3_s1_e6_c160_se0.25",
              "ir_r15_k3_s2_e6_c272_se0.25"),
          24,
          1792);
  private static final EfficientPlan V2_M =
      new EfficientPlan(
          List.of(
              "cn_r3_k3_s1_e1_c24",
              "er_r5_k3_s2_e4_c48",
              "er_r5_k3_s2_e4_c80",
              "ir_r7_k3_s2_e4_c160_se0.25",
              "ir_r14_k3_s1_e6_c176_se0.25",
              "ir_r18_k3_s2_e6_c304_se0.25",
              "ir_r5_k3_s1_e6_c512_se0.25"),
          24,
          1280);
  private static final EfficientPlan V2_L =
      new EfficientPlan(
          List.of(
              "cn_r4_k3_s1_e1_c32",
              "er_r7_k3_s2_e4_c64",
              "er_r7_k3_s2_e4_c96",
              "ir_r10_k3_s2_e4_c192_se0.25",
              "ir_r19_k3_s1_e6_c224_se0.25",
              "ir_r25_k3_s2_e6_c384_se0.25",
              "ir_r7_k3_s1_e6_c640_se0.25"),
          32,
          1280);

  private static final Map<String, EfficientPlan> MEMBERS = members();

  private static Map<String, EfficientPlan> members() {
    Map<String, EfficientPlan> plain = new LinkedHashMap<>();
    double[][] multipliers = {
      {1, 1}, {1, 1.1}, {1.1, 1.2}, {1.2, 1.4}, {1.4, 1.8}, {1.6, 2.2}, {1.8, 2.6}, {2, 3.1}
    };
    for (int i = 0; i < multipliers.length; i++) {
      plain.put("efficientnet_b" + i, B.times(multipliers[i]));
    }
    for (int i = 0; i < 5; i++) {
      plain.put("efficientnet_lite" + i, LITE.times(multipliers[i]));
    }
    plain.put("efficientnetv2_s", V2_S);
    plain.put("efficientnetv2_m", V2_M);
    plain.put("efficientnetv2_l", V2_L);
    Map<String, EfficientPlan> members = new LinkedHashMap<>(plain);
    plain.forEach((name, plan) -> members.put(SAME + name, plan));
    for (int i = 0; i < 4; i++) {
      members.put(SAME + "efficientnetv2_b" + i, V2_B.times(multipliers[i]));
    }
    members.put("efficientnetv2_rw_s", V2_RW_S);
    members.put("mobilenetv2_050", MOBILE.times(0.5, 1));
    members.put("mobilenetv2_100", MOBILE);
    members.put("mobilenetv2_140", MOBILE.times(1.4, 1));
    return members;
  }

  @Override
  public List<String> names() {
    return List.copyOf(MEMBERS.keySet());
  }

  @Override
  public Optional<Blueprint> blueprint(BackboneConfig config) {
    EfficientPlan plan = MEMBERS.get(config.architecture());
    if (plan == null) {
      return Optional.empty();
    }
    return Optional.of(
        plan.network(new Arguments(config, Map.of()), config.architecture().startsWith(SAME)));
  }
}
