// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.lang.foreign.MemorySegment;

/**
 * Memory for reading regions, used again and again and grown when needed. For one thread at a time.
 */
public final class RegionBuffer {
  private byte[] rgb = new byte[0];

  /** The region last read: {@code 3 · width · height} bytes, row by row, then unused ones. */
  public byte[] rgb() {
    return rgb;
  }

  /** Reads a region into this buffer. */
  public void read(PixelReader reader, LevelRegion region) throws UnreadableRegionException {
    if (rgb.length < region.bytes()) {
      rgb = new byte[region.bytes()];
    }
    reader.read(region, MemorySegment.ofArray(rgb));
  }

  /** Gives the memory up; the next read takes new. */
  public void release() {
    rgb = new byte[0];
  }
}
