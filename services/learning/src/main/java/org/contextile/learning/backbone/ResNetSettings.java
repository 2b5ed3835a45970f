// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.backbone;

import java.util.List;

/**
 * The size of a residual network with four stages of basic blocks; the stages' strides are 1, 2, 2,
 * 2 after a stem of stride 4.
 *
 * <p>libtorch's CPU kernel for the weight gradients of a strided 1×1 convolution writes past its
 * buffer where the input has fewer than 16 channels in the channels-last layout (seen in 2.7.1,
 * also from Python), so narrower stages are refused.
 *
 * @param widths channels of each stage, 16 at least; the last is the feature's dimension D
 * @param blocks blocks of each stage
 */
public record ResNetSettings(List<Integer> widths, List<Integer> blocks) {

  /** 0.31 million parameters, D = 128. */
  public static final ResNetSettings SMALL =
      new ResNetSettings(List.of(16, 32, 64, 128), List.of(1, 1, 1, 1));

  /** 2.8 million parameters, D = 256. */
  public static final ResNetSettings MEDIUM =
      new ResNetSettings(List.of(32, 64, 128, 256), List.of(2, 2, 2, 2));

  /** The fewest channels of a stage. */
  public static final int MIN_WIDTH = 16;

  /** Checks that there are four stages, none empty or too narrow. */
  public ResNetSettings {
    widths = List.copyOf(widths);
    blocks = List.copyOf(blocks);
    boolean enough =
        widths.stream().allMatch(w -> w >= MIN_WIDTH) && blocks.stream().allMatch(b -> b >= 1);
    if (widths.size() != 4 || blocks.size() != 4 || !enough) {
      throw new IllegalArgumentException(
          "four stages of at least one block and %d channels are needed".formatted(MIN_WIDTH));
    }
  }
}
