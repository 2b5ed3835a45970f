// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Networks of inverted residuals as in timm: EfficientNet (Tan and Le, arXiv 1905.11946), its lite
 * variants, EfficientNetV2 (arXiv 2104.00298) and MobileNetV2 (Sandler et al., arXiv 1801.04381).
 * Names that begin with {@code tf_} have TensorFlow's padding and epsilon.
 *
 * <p>{@code model_args} may hold {@code channel_multiplier} and {@code depth_multiplier}, which
 * timm's own functions fix by the name.
 */
final class EfficientNets implements Family {

  private static final String SAME = "tf_";
  private static final int MAX_WIDTH = 8192;
  private static final int MAX_REPEATS = 200;

  private static final Plan B =
      new Plan(
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
  private static final Plan LITE =
      new Plan(B.stages.stream().map(stage -> stage.replace("_se0.25", "")).toList(), 32, 1280)
          .bare(true);
  private static final Plan MOBILE =
      new Plan(
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
  private static final Plan V2_B =
      new Plan(
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
  private static final Plan V2_S =
      new Plan(
          List.of(
              "cn_r2_k3_s1_e1_c24",
              "er_r4_k3_s2_e4_c48",
              "er_r4_k3_s2_e4_c64",
              "ir_r6_k3_s2_e4_c128_se0.25",
              "ir_r9_k3_s1_e6_c160_se0.25",
              "ir_r15_k3_s2_e6_c256_se0.25"),
          24,
          1280);
  private static final Plan V2_RW_S =
      new Plan(
          List.of(
              "er_r2_k3_s1_e1_c24",
              "er_r4_k3_s2_e4_c48",
              "er_r4_k3_s2_e4_c64",
              "ir_r6_k3_s2_e4_c128_se0.25",
              "ir_r9_k3_s1_e6_c160_se0.25",
              "ir_r15_k3_s2_e6_c272_se0.25"),
          24,
          1792);
  private static final Plan V2_M =
      new Plan(
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
  private static final Plan V2_L =
      new Plan(
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

  private static final Map<String, Plan> MEMBERS = members();

  private static Map<String, Plan> members() {
    Map<String, Plan> plain = new LinkedHashMap<>();
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
    Map<String, Plan> members = new LinkedHashMap<>(plain);
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
    Plan plan = MEMBERS.get(config.architecture());
    if (plan == null) {
      return Optional.empty();
    }
    return Optional.of(
        plan.network(new Arguments(config, Map.of()), config.architecture().startsWith(SAME)));
  }

  /**
   * A network before it is scaled.
   *
   * @param stages in timm's notation
   * @param stem width of the first convolution
   * @param head width of the last
   * @param bare whether it is made for weak machines: ReLU6, and a head that never narrows
   * @param fixedEnds whether stem and head keep their widths, first and last stage their depth
   * @param leastShare below what share of the exact width a rounded one may not fall
   */
  private record Plan(
      List<String> stages,
      int stem,
      int head,
      double width,
      double depth,
      boolean bare,
      boolean fixedEnds,
      double leastShare) {

    Plan(List<String> stages, int stem, int head) {
      this(stages, stem, head, 1, 1, false, false, 0.9);
    }

    Plan times(double... multipliers) {
      return new Plan(
          stages, stem, head, multipliers[0], multipliers[1], bare, fixedEnds, leastShare);
    }

    Plan bare(boolean withFixedEnds) {
      return new Plan(stages, stem, head, width, depth, true, withFixedEnds, leastShare);
    }

    Plan roundedDown() {
      return new Plan(stages, stem, head, width, depth, bare, fixedEnds, 0);
    }

    EfficientNet network(Arguments arguments, boolean same) {
      double wider = multiplier(arguments, "channel_multiplier", width);
      double deeper = multiplier(arguments, "depth_multiplier", depth);
      double eps = arguments.number("bn_eps", same ? 1e-3 : 1e-5);
      String pool = arguments.text("global_pool", "avg");
      if (!pool.equals("avg")) {
        throw arguments.wrong("global_pool", pool);
      }
      arguments
          .ignoring(
              "num_classes", "pretrained", "in_chans", "bn_momentum", "drop_rate", "drop_path_rate")
          .finish();
      List<EfficientStage> scaled = new ArrayList<>();
      for (int i = 0; i < stages.size(); i++) {
        EfficientStage stage = EfficientStage.parse(stages.get(i));
        boolean fixed = fixedEnds && (i == 0 || i == stages.size() - 1);
        int repeats = fixed ? stage.repeats() : (int) Math.ceil(stage.repeats() * deeper);
        scaled.add(stage.with(repeats, rounded(stage.channels(), wider)));
      }
      int last = fixedEnds ? head : rounded(head, wider);
      EfficientNet network =
          new EfficientNet(
              fixedEnds ? stem : rounded(stem, wider),
              scaled,
              bare ? Math.max(head, last) : last,
              same,
              eps,
              bare ? "BatchNormRelu6" : "BatchNormSilu");
      if (Stream.of(network.stem(), network.head()).anyMatch(n -> n > MAX_WIDTH)
          || scaled.stream().anyMatch(s -> s.channels() > MAX_WIDTH || s.repeats() > MAX_REPEATS)) {
        throw arguments.wrong("channel_multiplier and depth_multiplier", wider + " and " + deeper);
      }
      return network;
    }

    private static double multiplier(Arguments arguments, String name, double otherwise) {
      double value = arguments.number(name, otherwise);
      if (!(value > 0 && value <= 10)) {
        throw arguments.wrong(name, value);
      }
      return value;
    }

    /** A width that is a multiple of 8. */
    private int rounded(int channels, double multiplier) {
      double exact = channels * multiplier;
      int near = Math.max(8, (int) (exact + 4) / 8 * 8);
      return near < leastShare * exact ? near + 8 : near;
    }
  }
}
