// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Renders glass with nothing on it. */
final class BlankSlides {

  private static final int TILE_PX = 256;
  private static final int TILE_BYTES = 3 * TILE_PX * TILE_PX;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private BlankSlides() {}

  /** Writes a tiled TIFF (TIFF 6.0), all tiles of which are the same white one. */
  static void write(Path file, int sidePx) throws IOException {
    int tiles = (sidePx / TILE_PX) * (sidePx / TILE_PX);
    int offsets = 8 + TILE_BYTES;
    int sizes = offsets + 4 * tiles;
    int bits = sizes + 4 * tiles;
    List<int[]> directory =
        List.of(
            new int[] {256, LONG, 1, sidePx},
            new int[] {257, LONG, 1, sidePx},
            new int[] {258, SHORT, 3, bits},
            new int[] {259, SHORT, 1, 1},
            new int[] {262, SHORT, 1, 2},
            new int[] {277, SHORT, 1, 3},
            new int[] {284, SHORT, 1, 1},
            new int[] {322, LONG, 1, TILE_PX},
            new int[] {323, LONG, 1, TILE_PX},
            new int[] {324, LONG, tiles, offsets},
            new int[] {325, LONG, tiles, sizes});
    byte[] white = new byte[TILE_BYTES];
    Arrays.fill(white, (byte) 255);
    ByteBuffer out =
        ByteBuffer.allocate(bits + 8 + 2 + 12 * directory.size() + 4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) 0x4949)
            .putShort((short) 42)
            .putInt(bits + 8)
            .put(white);
    Collections.nCopies(tiles, 8).forEach(out::putInt);
    Collections.nCopies(tiles, TILE_BYTES).forEach(out::putInt);
    out.putShort((short) 8).putShort((short) 8).putShort((short) 8).putShort((short) 0);
    out.putShort((short) directory.size());
    for (int[] entry : directory) {
      out.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]).putInt(entry[3]);
    }
    Files.write(file, out.putInt(0).array());
  }
}
