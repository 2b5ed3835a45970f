// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * Writes a pyramid as a classic little-endian TIFF (TIFF 6.0 and Technical Note 2): one directory a
 * level, tiles of 256 px in JPEG, each a whole stream, microns per pixel in the resolution tags.
 */
final class PyramidalTiff implements AutoCloseable {
  static final int TILE_PX = 256;

  /** Where a classic TIFF has the link to its first directory. */
  static final long FIRST_LINK = 4;

  private static final int QUALITY = 85;
  private static final int LEAST_SIDE_PX = 256;

  private final FileChannel file;
  private final double mpp;

  PyramidalTiff(Path path, double mpp) throws IOException {
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    this.mpp = mpp;
  }

  /** Writes the image and its halves, down to the last that is at least 256 px on both sides. */
  void write(RgbImage image) throws IOException {
    begin();
    long link = FIRST_LINK;
    double levelMpp = mpp;
    for (var level = image; ; level = level.resized(level.widthPx() / 2, level.heightPx() / 2)) {
      link = writeLevel(level, levelMpp, link);
      levelMpp *= 2;
      if (Math.min(level.widthPx(), level.heightPx()) / 2 < LEAST_SIDE_PX) {
        return;
      }
    }
  }

  /** Writes the header; {@link #write} does so by itself. */
  void begin() throws IOException {
    append(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 'I')
            .put((byte) 'I')
            .putShort((short) 42)
            .putInt(0)
            .flip());
  }

  /**
   * Writes a square level that repeats a picture of whole tiles, which are stored once.
   *
   * @return where the link to the next directory is
   */
  long writeLaid(RgbImage picture, int sidePx, double levelMpp, long link) throws IOException {
    int period = picture.widthPx() / TILE_PX;
    var places = new ArrayList<Long>();
    var lengths = new ArrayList<Long>();
    for (int i = 0; i < period * period; i++) {
      store(tile(picture, i % period * TILE_PX, i / period * TILE_PX), places, lengths);
    }
    int across = Math.ceilDiv(sidePx, TILE_PX);
    var offsets = new ArrayList<Long>();
    var sizes = new ArrayList<Long>();
    for (int i = 0; i < across * across; i++) {
      int stored = i / across % period * period + i % across % period;
      offsets.add(places.get(stored));
      sizes.add(lengths.get(stored));
    }
    return directory(sidePx, sidePx, levelMpp, link, offsets, sizes);
  }

  private void store(RgbImage tile, List<Long> offsets, List<Long> sizes) throws IOException {
    var jpeg = tile.toJpeg(QUALITY);
    offsets.add(file.position());
    sizes.add((long) jpeg.length);
    append(ByteBuffer.wrap(jpeg));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Appends tiles and directory; returns where the link to the next directory is. */
  private long writeLevel(RgbImage level, double levelMpp, long link) throws IOException {
    int across = (level.widthPx() + TILE_PX - 1) / TILE_PX;
    int down = (level.heightPx() + TILE_PX - 1) / TILE_PX;
    var offsets = new ArrayList<Long>();
    var sizes = new ArrayList<Long>();
    for (int i = 0; i < across * down; i++) {
      store(tile(level, i % across * TILE_PX, i / across * TILE_PX), offsets, sizes);
    }
    return directory(level.widthPx(), level.heightPx(), levelMpp, link, offsets, sizes);
  }

  private long directory(
      int widthPx, int heightPx, double levelMpp, long link, List<Long> offsets, List<Long> sizes)
      throws IOException {
    long perCentimetre = Math.round(1e7 / levelMpp);
    return new TiffDirectory()
        .number(254, link == FIRST_LINK ? 0 : 1)
        .number(256, widthPx)
        .number(257, heightPx)
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
        .numbers(324, offsets)
        .numbers(325, sizes)
        .shorts(530, 2, 2)
        .append(file, link);
  }

  private void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /** A tile; beyond the image's edge its last pixels go on. */
  private static RgbImage tile(RgbImage image, int left, int top) {
    var pixels = new byte[3 * TILE_PX * TILE_PX];
    int columns = Math.min(TILE_PX, image.widthPx() - left);
    for (int y = 0; y < TILE_PX; y++) {
      int row = Math.min(top + y, image.heightPx() - 1);
      int to = 3 * y * TILE_PX;
      System.arraycopy(image.pixels(), 3 * (row * image.widthPx() + left), pixels, to, 3 * columns);
      for (int i = to + 3 * columns; i < to + 3 * TILE_PX; i++) {
        pixels[i] = pixels[i - 3];
      }
    }
    return new RgbImage(TILE_PX, TILE_PX, pixels);
  }
}
