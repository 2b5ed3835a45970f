// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.wsi.tiff.TiffPage.Entry;
import org.jspecify.annotations.Nullable;

/** The first tile of a page that is stored: blank ones may have no bytes. */
final class FirstTile {
  /** Blank tiles after which none is looked for any more. */
  private static final int MOST_TILES = 4096;

  /** The markers before the first scan, tables included. */
  private static final int HEADER_BYTES = 4096;

  private final TiffBytes bytes;
  private final ByteOrder order;

  FirstTile(TiffBytes bytes, ByteOrder order) {
    this.bytes = bytes;
    this.order = order;
  }

  Optional<JpegColours> colours(Map<Integer, Entry> entries) {
    try {
      double[] offsets = numbers(entries.get(TiffTag.TILE_OFFSETS));
      double[] sizes = numbers(entries.get(TiffTag.TILE_BYTE_COUNTS));
      for (int i = 0; i < Math.min(offsets.length, sizes.length); i++) {
        if (sizes[i] > 0) {
          int length = (int) Math.min(sizes[i], HEADER_BYTES);
          ByteBuffer tile = bytes.read((long) offsets[i], length, ByteOrder.BIG_ENDIAN);
          return JpegColours.of(tile);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      // A tile outside the file: whoever reads it meets it.
      return Optional.empty();
    }
  }

  private double[] numbers(@Nullable Entry entry) throws IOException {
    if (entry == null) {
      return new double[0];
    }
    TiffType type = TiffType.of(entry.type()).orElseThrow();
    var numbers = new double[(int) Math.min(entry.count(), MOST_TILES)];
    ByteBuffer from = bytes.read(entry.at(), numbers.length * type.bytes(), order);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = TiffParser.value(type, from);
    }
    return numbers;
  }
}
