// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.deepzoom;

import java.util.Optional;
import org.contextile.wsi.slide.RgbImage;
import org.contextile.wsi.slide.Slide;
import org.contextile.wsi.slide.UnreadableRegionException;

/**
 * A slide as Microsoft DeepZoom shows it: level 0 is one pixel, each next one doubles, the last is
 * the slide itself; tiles overlap their neighbours on every inner side.
 */
public final class DeepZoom {
  /** Side of a tile without its overlap, in pixels. */
  public static final int TILE_PX = 254;

  /** Pixels that a tile shares with each neighbour. */
  public static final int OVERLAP_PX = 1;

  /** A file without a pyramid would be read whole for one tile; above this it is read in blocks. */
  private static final int MOST_PX = 8192;

  private final Slide slide;
  private final int last;

  public DeepZoom(Slide slide) {
    this.slide = slide;
    long longer = Math.max(slide.widthPx(), slide.heightPx());
    this.last = longer <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(longer - 1);
  }

  /** Number of levels. */
  public int levels() {
    return last + 1;
  }

  /** The {@code .dzi} document for tiles in JPEG. */
  public String descriptor() {
    return descriptor(slide.widthPx(), slide.heightPx());
  }

  /** The {@code .dzi} document of a slide of this size in level-0 pixels. */
  public static String descriptor(long widthPx, long heightPx) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="jpeg" Overlap="%d" TileSize="%d">
          <Size Width="%d" Height="%d"/>
        </Image>
        """
        .formatted(OVERLAP_PX, TILE_PX, widthPx, heightPx);
  }

  /**
   * One tile.
   *
   * @return empty when there is no such level or tile
   * @throws UnreadableRegionException when the slide's data under the tile cannot be decoded
   */
  public Optional<RgbImage> tile(int level, int column, int row) throws UnreadableRegionException {
    if (level < 0 || level > last) {
      return Optional.empty();
    }
    long factor = 1L << (last - level);
    var across = Span.of(column, ceilDiv(slide.widthPx(), factor));
    var down = Span.of(row, ceilDiv(slide.heightPx(), factor));
    if (across.isEmpty() || down.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(read(across.get(), down.get(), factor));
  }

  private RgbImage read(Span across, Span down, long factor) throws UnreadableRegionException {
    var level = slide.levelFor((double) factor);
    double scale = factor / level.downsample();
    int width = (int) Math.max(1, Math.round(across.length() * scale));
    int height = (int) Math.max(1, Math.round(down.length() * scale));
    if (Math.max(width, height) > MOST_PX) {
      return crop(slide.overview((double) factor), across, down);
    }
    return slide
        .readRegion(level, across.start() * factor, down.start() * factor, width, height)
        .resized(across.length(), down.length());
  }

  private static RgbImage crop(RgbImage image, Span across, Span down) {
    var pixels = new byte[3 * across.length() * down.length()];
    for (int y = 0; y < down.length(); y++) {
      int row = (int) Math.min(down.start() + y, image.heightPx() - 1);
      for (int x = 0; x < across.length(); x++) {
        int column = (int) Math.min(across.start() + x, image.widthPx() - 1);
        System.arraycopy(
            image.pixels(),
            3 * (row * image.widthPx() + column),
            pixels,
            3 * (y * across.length() + x),
            3);
      }
    }
    return new RgbImage(across.length(), down.length(), pixels);
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  /** The pixels of a DeepZoom level that one tile covers along an axis. */
  private record Span(long start, int length) {
    static Optional<Span> of(int index, long levelPx) {
      if (index < 0 || (long) index * TILE_PX >= levelPx) {
        return Optional.empty();
      }
      long start = Math.max(0, (long) index * TILE_PX - OVERLAP_PX);
      long end = Math.min(levelPx, ((long) index + 1) * TILE_PX + OVERLAP_PX);
      return Optional.of(new Span(start, (int) (end - start)));
    }
  }
}
