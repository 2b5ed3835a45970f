// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.contextile.library.wsi.pyramid.LevelTags;
import org.contextile.library.wsi.pyramid.PyramidWriter;
import org.contextile.library.wsi.pyramid.TiffOutput;
import org.contextile.library.wsi.pyramid.TileCoding;
import org.contextile.library.wsi.slide.RgbImage;

/** A level that repeats a picture, whose tiles are encoded once. */
final class LaidLevel {
  private static final int TILE_PX = PyramidWriter.TILE_PX;

  private final int widthPx;
  private final int heightPx;
  private final int period;
  private final byte[][] tiles;

  /**
   * @param picture whose side is a multiple of 256 px, or a power of two
   */
  LaidLevel(RgbImage picture, int widthPx, int heightPx) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    RgbImage whole = wholeTiles(picture);
    this.period = whole.widthPx() / TILE_PX;
    this.tiles =
        IntStream.range(0, period * period)
            .parallel()
            .mapToObj(i -> tile(whole, i % period * TILE_PX, i / period * TILE_PX).toJpeg(85))
            .toArray(byte[][]::new);
  }

  int count() {
    return across() * Math.ceilDiv(heightPx, TILE_PX);
  }

  /** Bytes of all its tiles, each stored where it lies. */
  long bytes() {
    long bytes = 0;
    for (int i = 0; i < count(); i++) {
      bytes += tiles[tileAt(i)].length;
    }
    return bytes;
  }

  /**
   * Writes its tiles and its directory.
   *
   * @param once whether equal tiles are stored once
   * @param written told how many tiles are in the file
   */
  void write(TiffOutput out, double mpp, double downsample, boolean once, LongConsumer written)
      throws IOException {
    long[] offsets = new long[count()];
    long[] lengths = new long[count()];
    long[] places = new long[tiles.length];
    for (int i = 0; i < offsets.length; i++) {
      int tile = tileAt(i);
      if (places[tile] == 0 || !once) {
        places[tile] = out.append(tiles[tile]);
      }
      offsets[i] = places[tile];
      lengths[i] = tiles[tile].length;
      written.accept(i + 1L);
    }
    out.append(
        LevelTags.of(TileCoding.JPEG, mpp)
            .directory(widthPx, heightPx, downsample, offsets, lengths));
  }

  private int across() {
    return Math.ceilDiv(widthPx, TILE_PX);
  }

  private int tileAt(int place) {
    return place / across() % period * period + place % across() % period;
  }

  /** The picture, or so many of it that they fill a tile. */
  private static RgbImage wholeTiles(RgbImage image) {
    int times = Math.ceilDiv(TILE_PX, image.widthPx());
    int side = times * image.widthPx();
    byte[] pixels = new byte[3 * side * side];
    for (int y = 0; y < side; y++) {
      int from = 3 * (y % image.heightPx()) * image.widthPx();
      for (int i = 0; i < times; i++) {
        int to = 3 * (y * side + i * image.widthPx());
        System.arraycopy(image.pixels(), from, pixels, to, 3 * image.widthPx());
      }
    }
    return new RgbImage(side, side, pixels);
  }

  private static RgbImage tile(RgbImage image, int left, int top) {
    byte[] pixels = new byte[3 * TILE_PX * TILE_PX];
    for (int y = 0; y < TILE_PX; y++) {
      int from = 3 * ((top + y) * image.widthPx() + left);
      System.arraycopy(image.pixels(), from, pixels, 3 * y * TILE_PX, 3 * TILE_PX);
    }
    return new RgbImage(TILE_PX, TILE_PX, pixels);
  }
}
