// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.IOException;
import java.util.List;

/** The slides that a training sees. */
public interface TileSource {

  /** The grid of every slide; the index in this list names the slide from here on. */
  List<SlideGrid> slides();

  /** Side of a cell's patch, in pixels. */
  int patchPx();

  /**
   * Opens a slide for reading. At most as many are open at a time as the training was told.
   *
   * @param slide index into {@link #slides()}
   * @throws IOException if the slide cannot be opened; this ends the training
   */
  CellReader open(int slide) throws IOException;
}
