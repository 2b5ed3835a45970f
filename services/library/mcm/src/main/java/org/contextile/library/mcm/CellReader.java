// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** Reads the patches of one slide; used by one thread at a time. */
public interface CellReader extends AutoCloseable {

  /**
   * Reads patches.
   *
   * @param cells row-major indices into the slide's grid, all tissue
   * @param pixels direct; receives uint8 {@code cells.length}×p×p×3, in the order of {@code cells},
   *     from its position on
   * @return the positions in {@code cells} that could not be read; they are counted and left out
   * @throws IOException if nothing more can be read from this slide; this ends the training
   */
  BitSet read(int[] cells, ByteBuffer pixels) throws IOException;

  @Override
  void close();
}
