// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.OptionalDouble;

/**
 * A slide with what its file says. Of a zip nothing is known before the platform has opened it.
 *
 * @param mpp micrometres per pixel, the file's or the user's; empty if nobody has looked
 * @param override the same where it is the user's
 * @param widthPx 0 if nobody has looked
 * @param heightPx likewise
 */
record OpenedSlide(
    DemoSlide slide, OptionalDouble mpp, OptionalDouble override, long widthPx, long heightPx) {

  private static final double ROUNDING = 1e-6;

  static OpenedSlide unopened(DemoSlide slide, OptionalDouble override) {
    return new OpenedSlide(slide, override, override, 0, 0);
  }

  String name() {
    return String.valueOf(slide.file().getFileName());
  }

  /** Whether it is not known to be smaller than a tile. */
  boolean mayHoldATile(int tilePx, double tileMpp) {
    return widthPx == 0
        || mpp.isEmpty()
        || tilePx * tileMpp / mpp.getAsDouble() <= Math.min(widthPx, heightPx) + ROUNDING;
  }
}
