// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.io.Closeable;
import java.io.IOException;

/**
 * The tiles of one level as the file stores them, decoded without the library that reads slides,
 * for passes over whole levels: several times faster, to the same pixels. Safe for use by several
 * threads.
 */
public interface StoredTiles extends Closeable {
  /**
   * Decodes a block.
   *
   * @param block whose edges lie on those of stored tiles, or of the level
   * @param rgb receives {@link LevelRegion#bytes} bytes at its start
   * @return whether it did; if not, the slide's reader knows what to make of the block
   */
  boolean read(LevelRegion block, byte[] rgb) throws IOException;
}
