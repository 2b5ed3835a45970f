// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory for one region as OpenSlide writes it: a premultiplied ARGB int per pixel. */
final class ArgbScratch implements AutoCloseable {
  private static final int CHUNK_PX = 4096;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment argb;
  private final int[] pixels = new int[CHUNK_PX];
  private final byte[] rgb = new byte[3 * CHUNK_PX];

  ArgbScratch(long pixels) {
    this.argb = arena.allocate(JAVA_INT, pixels);
  }

  MemorySegment argb() {
    return argb;
  }

  long capacityPx() {
    return argb.byteSize() / JAVA_INT.byteSize();
  }

  /** Writes the first {@code count} pixels as RGB over an opaque background, 0xRRGGBB. */
  void compose(long count, int background, MemorySegment target) {
    for (long from = 0; from < count; from += CHUNK_PX) {
      int chunk = (int) Math.min(CHUNK_PX, count - from);
      MemorySegment.copy(argb, JAVA_INT, 4 * from, pixels, 0, chunk);
      Compositor.toRgb(pixels, chunk, rgb, 0, background);
      MemorySegment.copy(rgb, 0, target, JAVA_BYTE, 3 * from, 3 * chunk);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
