// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/** Feeds the blocks of a region to an average. */
final class BlockReading implements StoredBlocks.Visitor {
  private final PixelReader reader;
  private final AreaAverage average;
  private final RegionBuffer buffer = new RegionBuffer();

  BlockReading(PixelReader reader, AreaAverage average) {
    this.reader = reader;
    this.average = average;
  }

  @Override
  public void block(LevelRegion block, int left, int top) throws UnreadableRegionException {
    buffer.read(reader, block);
    average.add(buffer.rgb(), left, top, block.widthPx(), block.heightPx());
  }

  @Override
  public void above(int bottom) {
    average.finish(bottom);
  }
}
