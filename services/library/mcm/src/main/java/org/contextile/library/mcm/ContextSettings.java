// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * How windows are cut and masked.
 *
 * @param windowSize s: a window is s×s cells; 2 to 32
 * @param minTissue the fraction of a window's cells that must be tissue, in [0, 1]; a window needs
 *     two in any case
 * @param maskRatio ρ, the fraction of its tissue cells that is masked, in (0, 1)
 * @param batchWindows windows per batch
 * @param openSlides how many slides are open at a time; batches mix the windows of as many
 */
public record ContextSettings(
    int windowSize, double minTissue, double maskRatio, int batchWindows, int openSlides) {

  /** 4×4 cells, a quarter tissue, half masked, eight per batch from eight open slides. */
  public static final ContextSettings DEFAULT = new ContextSettings(4, 0.25, 0.5, 8, 8);

  /** Checks the ranges. */
  public ContextSettings {
    if (windowSize < 2 || windowSize > 32) {
      throw new IllegalArgumentException("windowSize must be 2 to 32 but is " + windowSize);
    }
    if (!(minTissue >= 0 && minTissue <= 1 && maskRatio > 0 && maskRatio < 1)) {
      throw new IllegalArgumentException("minTissue and maskRatio must be fractions");
    }
    if (batchWindows < 1 || openSlides < 1) {
      throw new IllegalArgumentException("batchWindows and openSlides must be positive");
    }
  }

  ContextSettings withOpenSlides(int other) {
    return new ContextSettings(windowSize, minTissue, maskRatio, batchWindows, other);
  }

  /** Cells of a full window. */
  int cells() {
    return windowSize * windowSize;
  }

  /** The fewest tissue cells with which a window is used. */
  int fewestTissue() {
    return Math.max(2, (int) Math.ceil(minTissue * cells()));
  }
}
