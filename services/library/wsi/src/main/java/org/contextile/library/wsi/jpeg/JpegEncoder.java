// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.jpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** Encodes RGB as JPEG by libjpeg-turbo; encoders are used again by whoever comes next. */
public final class JpegEncoder {
  private static final int MOST_IDLE = 8;

  /** A larger picture is rare, and its memory is given up at once. */
  private static final long MOST_IDLE_BYTES = 4L << 20;

  private static final Deque<JpegEncoder> IDLE = new ArrayDeque<>();

  private final MemorySegment handle = TurboJpeg.newCompressor();
  private final MemorySegment place = Arena.ofAuto().allocate(ADDRESS);
  private final MemorySegment size = Arena.ofAuto().allocate(JAVA_LONG);
  private Arena arena = Arena.ofShared();
  private MemorySegment rgb = MemorySegment.NULL;
  private MemorySegment jpeg = MemorySegment.NULL;

  private JpegEncoder() {}

  /**
   * A picture as JPEG, its chroma at half the size.
   *
   * @param rgb red, green, blue, row by row
   * @param quality 1 to 100
   */
  public static byte[] encode(byte[] rgb, int widthPx, int heightPx, int quality) {
    JpegEncoder encoder = take();
    boolean sound = false;
    try {
      byte[] encoded = encoder.encoded(rgb, widthPx, heightPx, quality);
      sound = encoder.rgb.byteSize() + encoder.jpeg.byteSize() <= MOST_IDLE_BYTES;
      return encoded;
    } finally {
      giveBack(encoder, sound);
    }
  }

  private byte[] encoded(byte[] pixels, int widthPx, int heightPx, int quality) {
    long bytes = TurboJpeg.mostBytes(widthPx, heightPx);
    if (rgb.byteSize() < pixels.length || jpeg.byteSize() < bytes) {
      arena.close();
      arena = Arena.ofShared();
      rgb = arena.allocate(pixels.length);
      jpeg = arena.allocate(bytes);
    }
    MemorySegment.copy(pixels, 0, rgb, JAVA_BYTE, 0, pixels.length);
    place.set(ADDRESS, 0, jpeg);
    size.set(JAVA_LONG, 0, jpeg.byteSize());
    if (TurboJpeg.compress(handle, rgb, widthPx, heightPx, place, size, quality) != 0) {
      throw new IllegalStateException(
          "libjpeg-turbo did not encode a picture: " + TurboJpeg.error(handle));
    }
    return jpeg.asSlice(0, size.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
  }

  private static JpegEncoder take() {
    synchronized (IDLE) {
      if (!IDLE.isEmpty()) {
        return IDLE.removeFirst();
      }
    }
    return new JpegEncoder();
  }

  private static void giveBack(JpegEncoder encoder, boolean sound) {
    synchronized (IDLE) {
      if (sound && IDLE.size() < MOST_IDLE) {
        IDLE.addFirst(encoder);
        return;
      }
    }
    encoder.arena.close();
    TurboJpeg.destroy(encoder.handle);
  }
}
