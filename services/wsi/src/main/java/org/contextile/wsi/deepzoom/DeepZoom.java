// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.deepzoom;

import java.util.Optional;
import org.contextile.wsi.slide.RgbImage;
import org.contextile.wsi.slide.Slide;
import org.contextile.wsi.slide.UnreadableRegionException;
import org.jspecify.annotations.Nullable;

/**
 * A slide as Microsoft DeepZoom shows it: level 0 is one pixel, each next one doubles, the last is
 * the slide itself; tiles overlap their neighbours on every inner side. Safe for use by several
 * threads. Keeps a small picture of a slide whose file has no coarse levels.
 */
public final class DeepZoom {
  /** Side of a tile without its overlap, in pixels. */
  public static final int TILE_PX = 254;

  /** Pixels that a tile shares with each neighbour. */
  public static final int OVERLAP_PX = 1;

  /** A level this much coarser than the file's next finer one is not read tile by tile. */
  private static final double MOST_SCALE = 32;

  /** Pixels of the picture of the whole slide that is kept for its coarsest levels. */
  private static final long MOST_OVERVIEW_PX = 1L << 24;

  private final Slide slide;
  private final int last;
  private final long overviewFactor;
  private @Nullable RgbImage overview;

  public DeepZoom(Slide slide) {
    this.slide = slide;
    long longer = Math.max(slide.widthPx(), slide.heightPx());
    this.last = longer <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(longer - 1);
    this.overviewFactor = overviewFactor();
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
    if (scale > MOST_SCALE && factor >= overviewFactor) {
      return crop(overview(factor), across, down);
    }
    int width = (int) Math.max(1, Math.round(across.length() * scale));
    int height = (int) Math.max(1, Math.round(down.length() * scale));
    long x = across.start() * factor;
    long y = down.start() * factor;
    var image =
        scale > MOST_SCALE
            ? slide.readShrunk(level, x, y, width, height, scale).image()
            : slide.readRegion(level, x, y, width, height);
    return image.resized(across.length(), down.length());
  }

  /** The finest level that is made from a picture of the whole slide. */
  private long overviewFactor() {
    for (int i = 0; i < last; i++) {
      long factor = 1L << i;
      long pixels = ceilDiv(slide.widthPx(), factor) * ceilDiv(slide.heightPx(), factor);
      if (factor > MOST_SCALE * slide.levelFor((double) factor).downsample()
          && pixels <= MOST_OVERVIEW_PX) {
        return factor;
      }
    }
    return 1L << last;
  }

  /** The whole slide at a level; the file is read once for all of them. */
  private RgbImage overview(long factor) throws UnreadableRegionException {
    int width = (int) ceilDiv(slide.widthPx(), factor);
    int height = (int) ceilDiv(slide.heightPx(), factor);
    return finestOverview().resized(width, height);
  }

  private synchronized RgbImage finestOverview() throws UnreadableRegionException {
    if (overview == null) {
      overview = slide.overview((double) overviewFactor);
    }
    return overview;
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
