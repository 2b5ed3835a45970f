// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

/**
 * Blocks that follow each other with one width; the first of them has the stride.
 *
 * @param repeats how many blocks
 * @param kernel side of the spatial convolution
 * @param expansion by how much the inner width exceeds the block's input
 * @param channels the width between blocks
 * @param squeezed whether channels are gated by what is in all positions (squeeze and excite)
 */
record EfficientStage(
    Kind kind, int repeats, int kernel, int stride, int expansion, int channels, boolean squeezed) {

  /** What a block is made of. */
  enum Kind {
    /** A depthwise convolution, then a pointwise one. */
    SEPARABLE,
    /** Pointwise to the inner width, depthwise, pointwise back. */
    INVERTED,
    /** A full convolution to the inner width, pointwise back. */
    FUSED,
    /** One full convolution. */
    PLAIN
  }

  /** Reads timm's notation, such as {@code ir_r2_k3_s2_e6_c24_se0.25}. */
  static EfficientStage parse(String text) {
    String[] parts = text.split("_", -1);
    return new EfficientStage(
        kind(parts[0]),
        number(parts[1], 'r'),
        number(parts[2], 'k'),
        number(parts[3], 's'),
        number(parts[4], 'e'),
        number(parts[5], 'c'),
        parts.length > 6 && parts[6].equals("se0.25"));
  }

  EfficientStage with(int repeats, int channels) {
    return new EfficientStage(kind, repeats, kernel, stride, expansion, channels, squeezed);
  }

  private static Kind kind(String code) {
    return switch (code) {
      case "ds" -> Kind.SEPARABLE;
      case "ir" -> Kind.INVERTED;
      case "er" -> Kind.FUSED;
      case "cn" -> Kind.PLAIN;
      default -> throw new IllegalArgumentException(code);
    };
  }

  private static int number(String part, char letter) {
    if (part.charAt(0) != letter) {
      throw new IllegalArgumentException(part + " instead of " + letter);
    }
    return Integer.parseInt(part.substring(1));
  }
}
