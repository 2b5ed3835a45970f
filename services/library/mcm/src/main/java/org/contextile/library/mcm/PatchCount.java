// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.util.List;

/**
 * How many patches the student sees, and how many it does not.
 *
 * @param masked patches that are masked
 * @param visible patches that are not
 */
record PatchCount(int masked, int visible) {

  static final PatchCount NONE = new PatchCount(0, 0);

  /** What windows hold if every cell can be read. */
  static PatchCount planned(List<Window> windows, McmRecipe recipe) {
    PatchCount sum = NONE;
    for (Window window : windows) {
      int cells = window.cells().length;
      int masked =
          recipe.method() == TrainingMethod.PLAIN_DISTILLATION
              ? 0
              : WindowMask.size(cells, recipe.context().maskRatio());
      sum = sum.plus(new PatchCount(masked, cells - masked));
    }
    return sum;
  }

  static PatchCount of(List<Patch> patches) {
    int masked = Math.toIntExact(patches.stream().filter(Patch::masked).count());
    return new PatchCount(masked, patches.size() - masked);
  }

  PatchCount plus(PatchCount other) {
    return new PatchCount(masked + other.masked, visible + other.visible);
  }
}
