// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import java.util.List;

/**
 * How pixels enter a backbone: {@code (value / 255 - mean) / std} for red, green and blue.
 *
 * @param mean of each channel, in [0, 1]
 * @param std of each channel, in (0, 1]
 * @param sizePx side of the square input, 16 to 4096 pixels; patches of another size are resampled
 *     to it
 */
public record InputSpec(List<Float> mean, List<Float> std, int sizePx) {

  /** The smallest side, in pixels. */
  public static final int MIN_SIZE_PX = 16;

  /** The largest side, in pixels. */
  public static final int MAX_SIZE_PX = 4096;

  private static final String RANGE =
      "%s is three numbers, for red, green and blue, of pixels from 0 to 1: each %s, not %s; figures"
          + " for pixels from 0 to 255 are to be divided by 255";

  /**
   * Checks that there are three channels in range, and that the input is 16 to 4096 pixels wide.
   */
  public InputSpec {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (!mean.stream().allMatch(m -> m >= 0 && m <= 1) || mean.size() != 3) {
      throw new IllegalArgumentException(RANGE.formatted("mean", "in 0 to 1", mean));
    }
    if (!std.stream().allMatch(s -> s > 0 && s <= 1) || std.size() != 3) {
      throw new IllegalArgumentException(RANGE.formatted("std", "above 0, at most 1", std));
    }
    if (sizePx < MIN_SIZE_PX || sizePx > MAX_SIZE_PX) {
      throw new IllegalArgumentException(
          "input size must be %d to %d px but is %d".formatted(MIN_SIZE_PX, MAX_SIZE_PX, sizePx));
    }
  }

  /** From mean and standard deviation as they are stored and sent. */
  public static InputSpec of(List<Double> mean, List<Double> std, int sizePx) {
    return new InputSpec(floats(mean), floats(std), sizePx);
  }

  private static List<Float> floats(List<Double> values) {
    return values.stream().map(Double::floatValue).toList();
  }

  /** ImageNet's mean and standard deviation. */
  public static InputSpec imageNet(int sizePx) {
    return new InputSpec(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f), sizePx);
  }

  float[] scale() {
    float[] scale = new float[3];
    for (int c = 0; c < 3; c++) {
      scale[c] = (float) (1 / (255.0 * std.get(c)));
    }
    return scale;
  }

  float[] shift() {
    float[] shift = new float[3];
    for (int c = 0; c < 3; c++) {
      shift[c] = -mean.get(c) / std.get(c);
    }
    return shift;
  }
}
