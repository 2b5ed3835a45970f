// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.contextile.library.wsi.tiff.TiffPage.Entry;

/**
 * Where the JPEG tiles of one page lie in the file, row by row, and what is put before each so that
 * it is a stream of its own. Takes 12 bytes a tile. Whatever a file says is bounded and checked: a
 * place outside the file is known as such when its tile is asked for.
 */
public final class TileIndex {
  /** A slide of half a million pixels a side in tiles of 256 px has as many. */
  private static final long MOST_TILES = 1 << 22;

  private static final int MOST_TILE_BYTES = 1 << 26;
  private static final int MOST_TABLE_BYTES = 1 << 16;

  /** Tiles are held decoded: larger ones would take too much memory. */
  private static final long MOST_TILE_PX = 1024L * 1024;

  private static final int LEAST_TILE_PX = 8;
  private static final int JPEG = 7;
  private static final int RGB = 2;
  private static final int YCBCR = 6;

  private final int tileWidthPx;
  private final int tileHeightPx;
  private final int across;
  private final int down;
  private final long[] offsets;
  private final int[] lengths;
  private final byte[] prefix;

  private TileIndex(TiffPage page, long[] offsets, int[] lengths, byte[] prefix) {
    this.tileWidthPx = (int) page.tileWidthPx();
    this.tileHeightPx = (int) page.tileHeightPx();
    this.across = Math.toIntExact(Math.ceilDiv(page.widthPx(), page.tileWidthPx()));
    this.down = Math.toIntExact(Math.ceilDiv(page.heightPx(), page.tileHeightPx()));
    this.offsets = offsets;
    this.lengths = lengths;
    this.prefix = prefix;
  }

  /**
   * Of a page.
   *
   * @throws UnfitTilesException when its tiles are none that are read so
   * @throws IOException when the file cannot be read, or ends before what it says of itself
   */
  public static TileIndex of(Path path, TiffFile tags, TiffPage page) throws IOException {
    check(page);
    long tiles =
        Math.ceilDiv(page.widthPx(), page.tileWidthPx())
            * Math.ceilDiv(page.heightPx(), page.tileHeightPx());
    if (tiles > MOST_TILES) {
      throw new UnfitTilesException(tiles + " tiles, more than are indexed");
    }
    try (TiffBytes file = TiffBytes.open(path)) {
      long[] offsets = numbers(file, page, TiffTag.TILE_OFFSETS, tags.order(), tiles);
      long[] lengths = numbers(file, page, TiffTag.TILE_BYTE_COUNTS, tags.order(), tiles);
      int[] bytes =
          Arrays.stream(lengths)
              .mapToInt(length -> length < 0 || length > MOST_TILE_BYTES ? -1 : (int) length)
              .toArray();
      return new TileIndex(
          page, offsets, bytes, JpegStream.prefix(tables(file, page), page.photometric() == YCBCR));
    }
  }

  public int tileWidthPx() {
    return tileWidthPx;
  }

  public int tileHeightPx() {
    return tileHeightPx;
  }

  /** Tiles in a row. */
  public int across() {
    return across;
  }

  /** Tiles in a column. */
  public int down() {
    return down;
  }

  /** Where a tile begins in the file, as the file says. */
  public long offset(int tile) {
    return offsets[tile];
  }

  /** Bytes of a tile, 0 where it is not stored, -1 where the file says an impossible number. */
  public int length(int tile) {
    return lengths[tile];
  }

  /** What comes before a tile's stream in place of its first marker. */
  public byte[] prefix() {
    return prefix.clone();
  }

  private static void check(TiffPage page) throws UnfitTilesException {
    require(page.isTiled(), "stored in strips");
    require(
        page.compression() == JPEG,
        "stored with TIFF compression " + page.compression() + ", not as JPEG (7)");
    require(
        page.photometric() == YCBCR || page.photometric() == RGB,
        "of PhotometricInterpretation " + page.photometric() + ", neither RGB (2) nor YCbCr (6)");
    require(page.samplesPerPixel() == 3, "of " + page.samplesPerPixel() + " samples a pixel");
    require(page.planarConfiguration() == 1, "of one plane a sample");
    require(page.orientation() == 1, "of orientation " + page.orientation());
    require(
        Arrays.stream(page.bitsPerSample()).allMatch(bits -> bits == 8),
        "of another number of bits than 8");
    require(
        page.widthPx() > 0
            && page.heightPx() > 0
            && page.widthPx() <= Integer.MAX_VALUE
            && page.heightPx() <= Integer.MAX_VALUE,
        "of no size that can be read");
    require(
        page.tileWidthPx() >= LEAST_TILE_PX
            && page.tileHeightPx() >= LEAST_TILE_PX
            && page.tileWidthPx() <= MOST_TILE_PX
            && page.tileHeightPx() <= MOST_TILE_PX
            && page.tileWidthPx() * page.tileHeightPx() <= MOST_TILE_PX,
        "of %d × %d px, which are not held decoded"
            .formatted(page.tileWidthPx(), page.tileHeightPx()));
  }

  private static void require(boolean fits, String otherwise) throws UnfitTilesException {
    if (!fits) {
      throw new UnfitTilesException(otherwise);
    }
  }

  private static byte[] tables(TiffBytes file, TiffPage page) throws IOException {
    Entry entry = page.entry(TiffTag.JPEG_TABLES).orElse(null);
    if (entry == null) {
      return new byte[0];
    }
    if (entry.count() > MOST_TABLE_BYTES) {
      throw new UnfitTilesException("with JPEG tables of " + entry.count() + " bytes");
    }
    var bytes = new byte[(int) entry.count()];
    file.read(entry.at(), bytes.length, ByteOrder.BIG_ENDIAN).get(bytes);
    return bytes;
  }

  private static long[] numbers(
      TiffBytes file, TiffPage page, int tag, ByteOrder order, long wanted) throws IOException {
    Entry entry = page.entry(tag).orElse(null);
    TiffType type = entry == null ? null : TiffType.of(entry.type()).orElse(null);
    if (entry == null || type == null || entry.count() != wanted) {
      throw new UnfitTilesException(
          "of which %d are listed in tag %d, not %d"
              .formatted(entry == null ? 0 : entry.count(), tag, wanted));
    }
    var numbers = new long[(int) wanted];
    ByteBuffer from =
        file.read(entry.at(), Math.multiplyExact(numbers.length, type.bytes()), order);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (type) {
            case SHORT -> Short.toUnsignedInt(from.getShort());
            case LONG -> Integer.toUnsignedLong(from.getInt());
            case LONG8 -> from.getLong();
            default -> throw new UnfitTilesException("listed in tag " + tag + " of type " + type);
          };
    }
    return numbers;
  }
}
