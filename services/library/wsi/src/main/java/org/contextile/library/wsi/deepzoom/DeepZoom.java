// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import java.util.Optional;
import org.contextile.library.wsi.slide.AreaAverage;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/**
 * A slide as Microsoft DeepZoom shows it: level 0 is one pixel, each next one doubles, the last is
 * the slide itself; tiles overlap their neighbours on every inner side. Safe for use by several
 * threads. Every tile is read from the file; those that cost much are better taken from a {@link
 * TilePack}. A large region is averaged while it is read, in bounded memory.
 */
public final class DeepZoom {
  /** Side of a tile without its overlap, in pixels. */
  public static final int TILE_PX = 254;

  /** Pixels that a tile shares with each neighbour. */
  public static final int OVERLAP_PX = 1;

  /** Quality of the tiles as JPEG, 1 to 100. */
  public static final int QUALITY = 85;

  /** The finished tile, as pixels and as JPEG. */
  private static final long BYTES_AT_LEAST = 1L << 20;

  /** A region larger than this is averaged while it is read. */
  private static final long MOST_AT_ONCE_PX = 1L << 20;

  private final Slide slide;
  private final int last;

  public DeepZoom(Slide slide) {
    this.slide = slide;
    this.last = levels(slide.widthPx(), slide.heightPx()) - 1;
  }

  /** Number of levels. */
  public int levels() {
    return last + 1;
  }

  /** Number of levels of a slide of this size in level-0 pixels. */
  static int levels(long widthPx, long heightPx) {
    long longer = Math.max(widthPx, heightPx);
    return longer <= 1 ? 1 : 65 - Long.numberOfLeadingZeros(longer - 1);
  }

  /** Whether a slide of this size in level-0 pixels has such a tile. */
  public static boolean contains(long widthPx, long heightPx, int level, int column, int row) {
    int last = levels(widthPx, heightPx) - 1;
    if (level < 0 || level > last) {
      return false;
    }
    long factor = 1L << (last - level);
    return Span.of(column, ceilDiv(widthPx, factor)).isPresent()
        && Span.of(row, ceilDiv(heightPx, factor)).isPresent();
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
   * Bytes of memory that making a tile takes at most.
   *
   * @return 0 when there is no such tile
   */
  public long workingBytes(int level, int column, int row) {
    return place(level, column, row).map(this::workingBytes).orElse(0L);
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
    long x = across.start() * place.factor();
    long y = down.start() * place.factor();
    int width = place.widthPx();
    int height = place.heightPx();
    if (place.isReadAtOnce()) {
      Level level = place.level();
      var region = new LevelRegion(level, level.nearest(x), level.nearest(y), width, height);
      return slide.read(region).resized(across.length(), down.length());
    }
    var window =
        AreaAverage.Window.of(
            (double) width / across.length(),
            (double) height / down.length(),
            across.length(),
            down.length());
    return slide.readAveraged(place.level(), x, y, width, height, AreaAverage.halfEven(window));
  }

  private long workingBytes(Place place) {
    // ARGB, RGB, and RGB once more in OpenCV.
    return BYTES_AT_LEAST
        + (place.isReadAtOnce()
            ? 10L * place.widthPx() * place.heightPx()
            : Slide.averagingBytes(place.level()));
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
