// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.backbone;

import java.util.List;

/**
 * The size of a residual network with four stages of basic blocks; the stages' strides are 1, 2, 2,
 * 2 after a stem of stride 4.
 *
 * @param widths channels of each stage; the last is the feature's dimension D
 * @param blocks blocks of each stage
 */
public record ResNetSettings(List<Integer> widths, List<Integer> blocks) {

  /** 0.31 million parameters, D = 128. */
  public static final ResNetSettings SMALL =
      new ResNetSettings(List.of(16, 32, 64, 128), List.of(1, 1, 1, 1));

  /** 2.8 million parameters, D = 256. */
  public static final ResNetSettings MEDIUM =
      new ResNetSettings(List.of(32, 64, 128, 256), List.of(2, 2, 2, 2));

  /** Checks that there are four stages, none empty. */
  public ResNetSettings {
    widths = List.copyOf(widths);
    blocks = List.copyOf(blocks);
    boolean positive =
        widths.stream().allMatch(w -> w >= 1) && blocks.stream().allMatch(b -> b >= 1);
    if (widths.size() != 4 || blocks.size() != 4 || !positive) {
      throw new IllegalArgumentException(
          "four stages of at least one block and channel are needed");
    }
  }
}
