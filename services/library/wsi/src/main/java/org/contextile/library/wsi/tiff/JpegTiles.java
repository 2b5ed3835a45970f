// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.StoredTiles;

/** Tiles of a TIFF in JPEG, each a whole stream in YCbCr: the common case, and that alone. */
public final class JpegTiles implements StoredTiles {
  /** A tile is decoded whole: larger ones are left to the reader. */
  private static final long MOST_TILE_PX = 2048L * 2048;

  private static final int JPEG = 7;
  private static final int YCBCR = 6;

  /** A table of more tiles is not held. */
  private static final long MOST_TILES = 1 << 24;

  private static final int MOST_TILE_BYTES = 1 << 26;

  private final TiffBytes file;
  private final Level level;
  private final long[] offsets;
  private final long[] lengths;

  private JpegTiles(TiffBytes file, Level level, long[] offsets, long[] lengths) {
    this.file = file;
    this.level = level;
    this.offsets = offsets;
    this.lengths = lengths;
  }

  /** The tiles of a level; empty when the file is none of that kind. */
  public static Optional<StoredTiles> of(Path path, Level level) throws IOException {
    Optional<TiffFile> tags = TiffFile.read(path);
    if (tags.isEmpty()) {
      return Optional.empty();
    }
    List<TiffPage> pages =
        tags.get().pages().stream()
            .filter(
                page -> page.widthPx() == level.widthPx() && page.heightPx() == level.heightPx())
            .toList();
    if (pages.size() != 1 || !isFit(pages.getFirst(), level)) {
      return Optional.empty();
    }
    TiffBytes file = TiffBytes.open(path);
    boolean opened = false;
    try {
      ByteOrder order = tags.get().order();
      long[] offsets = numbers(file, pages.getFirst().entry(TiffTag.TILE_OFFSETS), order);
      long[] lengths = numbers(file, pages.getFirst().entry(TiffTag.TILE_BYTE_COUNTS), order);
      long tiles =
          Math.ceilDiv(level.widthPx(), level.tileWidthPx())
              * Math.ceilDiv(level.heightPx(), level.tileHeightPx());
      opened = offsets.length == tiles && lengths.length == tiles;
      return opened ? Optional.of(new JpegTiles(file, level, offsets, lengths)) : Optional.empty();
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  @Override
  public boolean read(LevelRegion block, byte[] rgb) throws IOException {
    int width = level.tileWidthPx();
    int height = level.tileHeightPx();
    if (block.x() % width != 0 || block.y() % height != 0) {
      return false;
    }
    int across = Math.toIntExact(Math.ceilDiv(level.widthPx(), width));
    for (int y = 0; y < block.heightPx(); y += height) {
      for (int x = 0; x < block.widthPx(); x += width) {
        long row = (block.y() + y) / height;
        long column = (block.x() + x) / width;
        if (!decode(Math.toIntExact(row * across + column), block, x, y, rgb)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private boolean decode(int tile, LevelRegion block, int left, int top, byte[] rgb)
      throws IOException {
    long length = lengths[tile];
    if (length < 4 || length > MOST_TILE_BYTES || !file.has(offsets[tile], length)) {
      return false;
    }
    var jpeg = new byte[(int) length];
    file.read(offsets[tile], jpeg.length, ByteOrder.BIG_ENDIAN).get(jpeg);
    if (!isWhole(jpeg)) {
      return false;
    }
    try (var bytes = new Mat(jpeg);
        var picture = imdecode(bytes, IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION)) {
      int width = level.tileWidthPx();
      if (picture.type() != CV_8UC3
          || picture.cols() != width
          || picture.rows() != level.tileHeightPx()
          || !picture.isContinuous()) {
        return false;
      }
      var pixels = new byte[3 * width * level.tileHeightPx()];
      picture.data().get(pixels);
      int columns = Math.min(width, block.widthPx() - left);
      int rows = Math.min(level.tileHeightPx(), block.heightPx() - top);
      for (int y = 0; y < rows; y++) {
        int to = 3 * ((top + y) * block.widthPx() + left);
        System.arraycopy(pixels, 3 * y * width, rgb, to, 3 * columns);
      }
      return true;
    }
  }

  /** OpenCV is silent about a stream that was cut short. */
  private static boolean isWhole(byte[] jpeg) {
    int end = jpeg.length;
    while (end > 4 && jpeg[end - 1] == 0) {
      end--;
    }
    return jpeg[0] == (byte) 0xff
        && jpeg[1] == (byte) 0xd8
        && jpeg[end - 2] == (byte) 0xff
        && jpeg[end - 1] == (byte) 0xd9;
  }

  private static boolean isFit(TiffPage page, Level level) {
    return page.isTiled()
        && page.compression() == JPEG
        && page.photometric() == YCBCR
        && page.samplesPerPixel() == 3
        && page.planarConfiguration() == 1
        && page.orientation() == 1
        && page.entry(TiffTag.JPEG_TABLES).isEmpty()
        && level.tileWidthPx() > 0
        && level.tileHeightPx() > 0
        && (long) level.tileWidthPx() * level.tileHeightPx() <= MOST_TILE_PX;
  }

  private static long[] numbers(TiffBytes file, Optional<TiffPage.Entry> entry, ByteOrder order)
      throws IOException {
    Optional<TiffType> type = entry.flatMap(it -> TiffType.of(it.type()));
    if (entry.isEmpty() || type.isEmpty() || entry.get().count() > MOST_TILES) {
      return new long[0];
    }
    var numbers = new long[(int) entry.get().count()];
    int bytes = type.get().bytes();
    ByteBuffer from = file.read(entry.get().at(), Math.multiplyExact(numbers.length, bytes), order);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (bytes) {
            case 2 -> from.getShort() & 0xffff;
            case 4 -> from.getInt() & 0xffffffffL;
            default -> bytes == 8 ? from.getLong() : -1;
          };
    }
    return numbers;
  }
}
