// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.IOException;

/** A teacher's features that were extracted before; read by the reading thread. */
public interface TeacherTargets {

  /** D, the length of a target. */
  int dimensions();

  /**
   * Targets of cells of one slide.
   *
   * @param slide index into {@link TileSource#slides()}
   * @param cells row-major indices into the slide's grid
   * @return {@code cells.length}×D, row-major
   */
  float[] read(int slide, int[] cells) throws IOException;
}
