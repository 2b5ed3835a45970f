// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for reading regions, used again and again and grown when needed. For one thread at a time.
 */
public final class RegionBuffer implements AutoCloseable {
  private static final int CHUNK_PX = 4096;

  private final int[] chunk = new int[CHUNK_PX];
  private Arena arena = Arena.ofShared();
  private MemorySegment argb = MemorySegment.NULL;
  private byte[] rgb = new byte[0];
  private int pixels;

  /** The region last read: {@code 3 · width · height} bytes, row by row, then unused ones. */
  public byte[] rgb() {
    return rgb;
  }

  /** Native memory for one premultiplied ARGB int a pixel. */
  MemorySegment reserve(int widthPx, int heightPx) {
    long wanted = (long) widthPx * heightPx;
    if (widthPx <= 0 || heightPx <= 0 || 4 * wanted > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a region of " + widthPx + " × " + heightPx + " px");
    }
    pixels = (int) wanted;
    if (argb.byteSize() < 4 * wanted) {
      arena.close();
      arena = Arena.ofShared();
      argb = arena.allocate(JAVA_INT, wanted);
      rgb = new byte[3 * pixels];
    }
    return argb;
  }

  void compose(int background) {
    for (int from = 0; from < pixels; from += CHUNK_PX) {
      int count = Math.min(CHUNK_PX, pixels - from);
      MemorySegment.copy(argb, JAVA_INT, 4L * from, chunk, 0, count);
      Compositor.toRgb(chunk, count, rgb, 3 * from, background);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
