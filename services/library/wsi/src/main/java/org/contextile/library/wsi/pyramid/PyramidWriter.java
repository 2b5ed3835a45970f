// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a pyramid as a tiled TIFF (TIFF 6.0 and Technical Note 2, BigTIFF where 4 GiB may not do)
 * while the rows of level 0 come from top to bottom: one directory a level, each the mean of two by
 * two pixels of the one before, down to the last that is at least 256 px on both sides. An odd last
 * row or column of a level has no part in the next. Holds a row of tiles of each level, twice.
 */
public final class PyramidWriter implements AutoCloseable {
  /** Side of a stored tile. */
  public static final int TILE_PX = 256;

  private static final int LEAST_SIDE_PX = 256;

  private final TiffOutput out;
  private final LevelTags tags;
  private final List<PyramidLevel> levels;

  /** As large as it needs to be. */
  public PyramidWriter(Path file, int widthPx, int heightPx, LevelTags tags) throws IOException {
    this(file, widthPx, heightPx, tags, false);
  }

  /**
   * @param forceBig whether it is a BigTIFF however small
   */
  PyramidWriter(Path file, int widthPx, int heightPx, LevelTags tags, boolean forceBig)
      throws IOException {
    this.tags = tags;
    this.out = new TiffOutput(file, forceBig || TiffOutput.needsBig(mostBytes(widthPx, heightPx)));
    this.levels = levels(widthPx, heightPx, tags.coding());
  }

  /** Tiles of all levels as if nothing shrank them. */
  private static long mostBytes(int widthPx, int heightPx) {
    long across = Math.ceilDiv(widthPx, TILE_PX);
    long tiles = across * Math.ceilDiv(heightPx, TILE_PX);
    return (tiles + tiles / 2 + 64) * (3L * TILE_PX * TILE_PX + 64);
  }

  private static List<PyramidLevel> levels(int widthPx, int heightPx, TileCoding coding) {
    int count = 1;
    while (Math.min(widthPx >> count, heightPx >> count) >= LEAST_SIDE_PX) {
      count++;
    }
    List<PyramidLevel> levels = new ArrayList<>();
    PyramidLevel coarser = null;
    for (int level = count - 1; level >= 0; level--) {
      coarser = new PyramidLevel(widthPx >> level, heightPx >> level, coding, coarser);
      levels.addFirst(coarser);
    }
    return levels;
  }

  /**
   * Takes the next rows of level 0.
   *
   * @param rgb red, green, blue, row by row, at the start of the array
   */
  public void rows(byte[] rgb, int rows) throws IOException {
    PyramidLevel finest = levels.getFirst();
    for (int row = 0; row < rows; row++) {
      finest.add(rgb, row * 3 * finest.widthPx(), out);
    }
  }

  /**
   * Ends the file, when all rows have come.
   *
   * @return its size in bytes
   */
  public long complete() throws IOException {
    for (int level = 0; level < levels.size(); level++) {
      out.append(levels.get(level).directory(tags, 1 << level));
    }
    return out.bytes();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
