// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/** Feeds the blocks of a region to an average. */
final class BlockReading implements StoredBlocks.Visitor {
  private static final int PIECE_PX = 128;

  private final PixelReader reader;
  private final AreaAverage average;
  private final boolean lenient;
  private final RegionBuffer buffer = new RegionBuffer();

  /**
   * @param lenient whether what cannot be read is left out of the average, or ends the reading
   */
  BlockReading(PixelReader reader, AreaAverage average, boolean lenient) {
    this.reader = reader;
    this.average = average;
    this.lenient = lenient;
  }

  @Override
  public void block(LevelRegion block, int left, int top) throws UnreadableRegionException {
    try {
      feed(block, left, top);
    } catch (UnreadableRegionException e) {
      if (!lenient) {
        throw e;
      }
      inPieces(block, left, top);
    }
  }

  @Override
  public void above(int bottom) {
    average.finish(bottom);
  }

  private void feed(LevelRegion region, int left, int top) throws UnreadableRegionException {
    buffer.read(reader, region);
    average.add(buffer.rgb(), left, top, region.widthPx(), region.heightPx());
  }

  /** What can be read of a block; the rest stays missing in the average. */
  private void inPieces(LevelRegion block, int left, int top) {
    for (int y = 0; y < block.heightPx(); y += PIECE_PX) {
      for (int x = 0; x < block.widthPx(); x += PIECE_PX) {
        var piece =
            new LevelRegion(
                block.level(),
                block.x() + x,
                block.y() + y,
                Math.min(PIECE_PX, block.widthPx() - x),
                Math.min(PIECE_PX, block.heightPx() - y));
        try {
          feed(piece, left + x, top + y);
        } catch (UnreadableRegionException e) {
          // The average knows the piece as unreadable, since it never comes.
        }
      }
    }
  }
}
