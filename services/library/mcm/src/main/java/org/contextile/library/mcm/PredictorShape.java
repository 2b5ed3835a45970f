// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * The size of the predicting transformer.
 *
 * @param width of a token; a multiple of 4 and of {@code heads}
 * @param depth layers
 * @param heads attention heads
 */
public record PredictorShape(int width, int depth, int heads) {

  /** Two layers of width 192 with four heads. */
  public static final PredictorShape DEFAULT = new PredictorShape(192, 2, 4);

  /** Checks divisibility: sine and cosine of two axes need four parts, the heads equal ones. */
  public PredictorShape {
    if (width < 4 || depth < 1 || heads < 1 || width % 4 != 0 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width %d must be a multiple of 4 and of %d heads, depth %d positive"
              .formatted(width, heads, depth));
    }
  }
}
