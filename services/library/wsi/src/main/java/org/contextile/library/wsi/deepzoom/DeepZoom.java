// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import java.lang.ref.SoftReference;
import java.util.Optional;
import org.contextile.library.wsi.slide.AreaAverage;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/**
 * A slide as Microsoft DeepZoom shows it: level 0 is one pixel, each next one doubles, the last is
 * the slide itself; tiles overlap their neighbours on every inner side. Safe for use by several
 * threads. A large region is averaged while it is read, in bounded memory; a slide whose file has
 * no coarse levels is read once, for a picture that all coarse tiles are cut from.
 */
public final class DeepZoom {
  /** Side of a tile without its overlap, in pixels. */
  public static final int TILE_PX = 254;

  /** Pixels that a tile shares with each neighbour. */
  public static final int OVERLAP_PX = 1;

  /** A level this much coarser than the file's next finer one is not read tile by tile. */
  private static final double MOST_SCALE = 32;

  /** Pixels of the picture of the whole slide that is cached for its coarsest levels. */
  private static final long MOST_OVERVIEW_PX = 1L << 24;

  /** The finished tile, as pixels and as JPEG. */
  private static final long BYTES_AT_LEAST = 1L << 20;

  /** A region larger than this is averaged while it is read. */
  private static final long MOST_AT_ONCE_PX = 1L << 20;

  private final Slide slide;
  private final int last;
  private final long overviewFactor;

  /** May go when memory is short, and is then made again. */
  private volatile SoftReference<RgbImage> overview = new SoftReference<>(null);

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
    var place = place(level, column, row);
    return place.isEmpty() ? Optional.empty() : Optional.of(read(place.get()));
  }

  /**
   * Bytes of memory that making a tile takes at most, but for the picture of the whole slide.
   *
   * @return 0 when there is no such tile
   */
  public long workingBytes(int level, int column, int row) {
    return place(level, column, row).map(this::workingBytes).orElse(0L);
  }

  /** Whether a tile is made from a picture of the whole slide that is still to be read. */
  public boolean needsOverview(int level, int column, int row) {
    return place(level, column, row).filter(this::isFromOverview).isPresent()
        && overview.get() == null;
  }

  /** Bytes of memory that {@link #readOverview} takes, its result counted. */
  public long overviewBytes() {
    long pixels =
        ceilDiv(slide.widthPx(), overviewFactor) * ceilDiv(slide.heightPx(), overviewFactor);
    return 3 * pixels + Slide.averagingBytes(slide.levelFor((double) overviewFactor));
  }

  /** Reads the whole slide, unless its picture is there, for the tiles that are made from it. */
  public void readOverview() throws UnreadableRegionException {
    var _ = finestOverview();
  }

  private Optional<Place> place(int level, int column, int row) {
    if (level < 0 || level > last) {
      return Optional.empty();
    }
    long factor = 1L << (last - level);
    var across = Span.of(column, ceilDiv(slide.widthPx(), factor));
    var down = Span.of(row, ceilDiv(slide.heightPx(), factor));
    return across.isEmpty() || down.isEmpty()
        ? Optional.empty()
        : Optional.of(new Place(slide.levelFor((double) factor), factor, across.get(), down.get()));
  }

  private RgbImage read(Place place) throws UnreadableRegionException {
    var across = place.across();
    var down = place.down();
    if (isFromOverview(place)) {
      return crop(overview(place.factor()), across, down);
    }
    long x = across.start() * place.factor();
    long y = down.start() * place.factor();
    int width = place.widthPx();
    int height = place.heightPx();
    if (place.isReadAtOnce()) {
      return slide
          .readRegion(place.level(), x, y, width, height)
          .resized(across.length(), down.length());
    }
    var window =
        AreaAverage.Window.of(
            (double) width / across.length(),
            (double) height / down.length(),
            across.length(),
            down.length());
    return slide.readAveraged(place.level(), x, y, width, height, AreaAverage.halfEven(window));
  }

  private boolean isFromOverview(Place place) {
    return place.scale() > MOST_SCALE && place.factor() >= overviewFactor;
  }

  private long workingBytes(Place place) {
    if (isFromOverview(place)) {
      return BYTES_AT_LEAST;
    }
    // ARGB, RGB, and RGB once more in OpenCV.
    return BYTES_AT_LEAST
        + (place.isReadAtOnce()
            ? 10L * place.widthPx() * place.heightPx()
            : Slide.averagingBytes(place.level()));
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
    var known = overview.get();
    if (known == null) {
      known = slide.overview((double) overviewFactor).image();
      overview = new SoftReference<>(known);
    }
    return known;
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

  /** Where a tile comes from: pixels of a DeepZoom level, over a level of the file. */
  private record Place(Level level, long factor, Span across, Span down) {
    double scale() {
      return factor / level.downsample();
    }

    int widthPx() {
      return (int) Math.max(1, Math.round(across.length() * scale()));
    }

    int heightPx() {
      return (int) Math.max(1, Math.round(down.length() * scale()));
    }

    boolean isReadAtOnce() {
      return scale() < 2 || (long) widthPx() * heightPx() <= MOST_AT_ONCE_PX;
    }
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
