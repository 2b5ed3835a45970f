// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * Writes a small file that is a large slide of one level: all its tiles of 256 px are the same,
 * their left half dark, their right half light.
 */
public final class FlatTiff {
  /** Grey of the left halves. */
  public static final int DARK = 40;

  /** Grey of the right halves. */
  public static final int LIGHT = 220;

  private static final int TILE_PX = 256;

  private FlatTiff() {}

  /**
   * @param sidePx a multiple of 256
   * @param mpp micrometres per pixel, in the resolution tags
   */
  public static Path write(Path file, int sidePx, double mpp) throws IOException {
    int count = (sidePx / TILE_PX) * (sidePx / TILE_PX);
    var tile = tile().toJpeg(95);
    long perCentimetre = Math.round(1e7 / mpp);
    try (var out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var header =
          ByteBuffer.allocate(8 + tile.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(new byte[] {'I', 'I', 42, 0, 0, 0, 0, 0})
              .put(tile)
              .flip();
      while (header.hasRemaining()) {
        out.write(header);
      }
      new TiffDirectory()
          .number(254, 0)
          .number(256, sidePx)
          .number(257, sidePx)
          .shorts(258, 8, 8, 8)
          .shorts(259, 7)
          .shorts(262, 6)
          .shorts(277, 3)
          .rational(282, perCentimetre, 1000)
          .rational(283, perCentimetre, 1000)
          .shorts(284, 1)
          .shorts(296, 3)
          .number(322, TILE_PX)
          .number(323, TILE_PX)
          .numbers(324, Collections.nCopies(count, 8L))
          .numbers(325, Collections.nCopies(count, (long) tile.length))
          .shorts(530, 2, 2)
          .append(out, 4);
    }
    return file;
  }

  private static RgbImage tile() {
    var pixels = new byte[3 * TILE_PX * TILE_PX];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % TILE_PX < TILE_PX / 2 ? DARK : LIGHT);
    }
    return new RgbImage(TILE_PX, TILE_PX, pixels);
  }
}
