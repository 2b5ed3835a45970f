// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
record EfficientPlan(
    List<String> stages,
    int stem,
    int head,
    double width,
    double depth,
    boolean bare,
    boolean fixedEnds,
    double leastShare) {

  private static final int MAX_WIDTH = 8192;
  private static final int MAX_REPEATS = 200;

  EfficientPlan(List<String> stages, int stem, int head) {
    this(stages, stem, head, 1, 1, false, false, 0.9);
  }

  EfficientPlan times(double... multipliers) {
    return new EfficientPlan(
        stages, stem, head, multipliers[0], multipliers[1], bare, fixedEnds, leastShare);
  }

  EfficientPlan bare(boolean withFixedEnds) {
    return new EfficientPlan(stages, stem, head, width, depth, true, withFixedEnds, leastShare);
  }

  EfficientPlan roundedDown() {
    return new EfficientPlan(stages, stem, head, width, depth, bare, fixedEnds, 0);
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
