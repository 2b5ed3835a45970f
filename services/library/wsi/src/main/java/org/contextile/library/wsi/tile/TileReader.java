// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.contextile.library.wsi.slide.AreaAverage;
import org.contextile.library.wsi.slide.RegionBuffer;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/**
 * Reads tiles of one slide into memory of the caller. Neighbours are read from the slide together
 * and cut apart. For one thread at a time; readers of several threads may share a slide.
 */
public final class TileReader implements AutoCloseable {
  /** A block with fewer tiles than fill this part of it is read tile by tile. */
  private static final double LEAST_FILL = 0.6;

  /** A larger region, such as one tile of a slide without coarse levels has, is averaged. */
  private static final long MOST_PX = 2304L * 2304;

  /** Rows of a tile that are made of a band. */
  private static final int BAND_ROWS = 16;

  private final Slide slide;
  private final TileWindow window;
  private final Resampler resampler;

  /** Whether the stored tiles under one tile are still decoded when its neighbour is read. */
  private final boolean keepsTiles;

  private final RegionBuffer buffer = new RegionBuffer();
  private final byte[] tilePixels;

  public TileReader(Slide slide, TileGrid grid) {
    this(slide, grid, Decoding.WHOLE);
  }

  /** As above, with a say in how stored tiles are decoded. */
  public TileReader(Slide slide, TileGrid grid, Decoding decoding) {
    if (slide.widthPx() != grid.slideWidthPx() || slide.heightPx() != grid.slideHeightPx()) {
      throw new IllegalArgumentException("the grid is of another slide");
    }
    this.slide = slide;
    this.window = TileWindow.of(slide, grid, decoding);
    this.resampler = new Resampler(window.sizePx(), window.scale());
    this.keepsTiles = slide.reader().keptTiles(window.level()) > 0;
    this.tilePixels = new byte[3 * window.sizePx() * window.sizePx()];
  }

  /** Bytes of one tile: {@code 3 · size²}. */
  public int tileBytes() {
    return tilePixels.length;
  }

  /**
   * Reads one tile.
   *
   * @param target receives the tile, [size, size, 3] of uint8, at its start
   * @throws UnreadableRegionException when the slide's data under the tile cannot be decoded
   */
  public void read(Tile tile, MemorySegment target) throws UnreadableRegionException {
    readOne(tile, 0, target);
  }

  /**
   * Reads some tiles, in the order given; tiles near each other are best asked for together.
   *
   * @param target receives [tiles, size, size, 3] of uint8; a tile that cannot be decoded has the
   *     colour of the background
   * @return the tiles that cannot be decoded, and why
   */
  public List<UnreadableTile> read(List<Tile> tiles, MemorySegment target) {
    if (target.byteSize() < (long) tiles.size() * tileBytes()) {
      throw new IllegalArgumentException(
          target.byteSize() + " bytes for " + tiles.size() + " tiles of " + tileBytes());
    }
    var unreadable = new ArrayList<UnreadableTile>();
    if (keepsTiles) {
      for (int i = 0; i < tiles.size(); i++) {
        readOne(tiles.get(i), i, target, unreadable);
      }
      return unreadable;
    }
    var slots = new IdentityHashMap<Tile, Integer>();
    for (int i = 0; i < tiles.size(); i++) {
      slots.put(tiles.get(i), i);
    }
    for (var block : ReadingOrder.blocks(tiles, window)) {
      readBlock(block, block.stream().mapToInt(slots::get).toArray(), target, unreadable);
    }
    return unreadable;
  }

  @Override
  public void close() {
    buffer.release();
  }

  private void readBlock(
      List<Tile> block, int[] slots, MemorySegment target, List<UnreadableTile> unreadable) {
    if (isDense(block)) {
      try {
        readTogether(block, slots, target);
        return;
      } catch (UnreadableRegionException e) {
        // One bad tile spoils the block; each alone shows which.
      }
    }
    for (int i = 0; i < block.size(); i++) {
      readOne(block.get(i), slots[i], target, unreadable);
    }
  }

  private void readOne(Tile tile, int slot, MemorySegment target, List<UnreadableTile> unreadable) {
    try {
      readOne(tile, slot, target);
    } catch (UnreadableRegionException e) {
      unreadable.add(new UnreadableTile(tile, reason(e)));
      fillWithBackground(slot, target);
    }
  }

  private String reason(UnreadableRegionException e) {
    String message = String.valueOf(e.getMessage());
    String name = slide.reader().name() + ": ";
    return message.startsWith(name) ? message.substring(name.length()) : message;
  }

  private void readOne(Tile tile, int slot, MemorySegment target) throws UnreadableRegionException {
    var region = window.around(tile);
    if (region.areaPx() > MOST_PX && window.scale() >= 2) {
      average(tile, slot, region, target);
    } else if (Resampler.isCopy(window.scale(), window.left(tile, region), window.top(tile, region))
        && region.widthPx() == window.sizePx()
        && region.heightPx() == window.sizePx()) {
      long to = (long) slot * tileBytes();
      slide.reader().read(region.on(window.level()), target.asSlice(to, tileBytes()));
    } else if (keepsTiles) {
      resample(tile, slot, region, target);
    } else {
      buffer.read(slide.reader(), region.on(window.level()));
      cut(tile, slot, region, target);
    }
  }

  /** Band by band, each so small that the processor's own cache still has it. */
  private void resample(Tile tile, int slot, TileWindow.Region region, MemorySegment target)
      throws UnreadableRegionException {
    resampler.place(
        window.left(tile, region), window.top(tile, region), region.widthPx(), region.heightPx());
    int rowBytes = 3 * window.sizePx();
    for (int from = 0; from < window.sizePx(); from += BAND_ROWS) {
      int to = Math.min(from + BAND_ROWS, window.sizePx());
      int first = resampler.firstRow(from);
      var band = region.rows(first, resampler.endRow(to - 1));
      buffer.read(slide.reader(), band.on(window.level()));
      resampler.rows(buffer.rgb(), first, from, to, tilePixels);
      long at = (long) slot * tileBytes() + (long) from * rowBytes;
      MemorySegment.copy(tilePixels, 0, target, JAVA_BYTE, at, (to - from) * rowBytes);
    }
  }

  private boolean isDense(List<Tile> block) {
    double filled = block.size() * window.side() * window.side();
    return block.size() > 1 && filled >= LEAST_FILL * window.around(block).areaPx();
  }

  private void readTogether(List<Tile> tiles, int[] slots, MemorySegment target)
      throws UnreadableRegionException {
    var region = window.around(tiles);
    if (region.areaPx() > MOST_PX && window.scale() >= 2) {
      for (int i = 0; i < tiles.size(); i++) {
        average(tiles.get(i), slots[i], window.around(tiles.get(i)), target);
      }
      return;
    }
    buffer.read(slide.reader(), region.on(window.level()));
    for (int i = 0; i < tiles.size(); i++) {
      cut(tiles.get(i), slots[i], region, target);
    }
  }

  /** Brings a tile from the region that was read to its place. */
  private void cut(Tile tile, int slot, TileWindow.Region region, MemorySegment target) {
    double left = window.left(tile, region);
    double top = window.top(tile, region);
    long to = (long) slot * tileBytes();
    if (Resampler.isCopy(window.scale(), left, top)) {
      cut((int) left, (int) top, region.widthPx(), target, to);
    } else {
      resampler.resample(buffer.rgb(), region.widthPx(), region.heightPx(), left, top, tilePixels);
      MemorySegment.copy(tilePixels, 0, target, JAVA_BYTE, to, tilePixels.length);
    }
  }

  /** Averages a tile while it is read: within a grey level of what {@link Resampler} gives. */
  private void average(Tile tile, int slot, TileWindow.Region region, MemorySegment target)
      throws UnreadableRegionException {
    var onRegion =
        new AreaAverage.Window(
            window.left(tile, region),
            window.top(tile, region),
            window.scale(),
            window.scale(),
            window.sizePx(),
            window.sizePx());
    var image =
        slide.averageOfLevel(
            window.level(),
            region.x(),
            region.y(),
            region.widthPx(),
            region.heightPx(),
            AreaAverage.halfUp(onRegion));
    long to = (long) slot * tileBytes();
    MemorySegment.copy(image.pixels(), 0, target, JAVA_BYTE, to, tileBytes());
  }

  private void cut(int left, int top, int widthPx, MemorySegment target, long to) {
    int row = 3 * window.sizePx();
    for (int y = 0; y < window.sizePx(); y++) {
      int from = 3 * ((top + y) * widthPx + left);
      MemorySegment.copy(buffer.rgb(), from, target, JAVA_BYTE, to + (long) y * row, row);
    }
  }

  private void fillWithBackground(int slot, MemorySegment target) {
    int colour = slide.background();
    for (int i = 0; i < tilePixels.length; i++) {
      tilePixels[i] = (byte) (colour >> (8 * (2 - i % 3)));
    }
    MemorySegment.copy(
        tilePixels, 0, target, JAVA_BYTE, (long) slot * tileBytes(), tilePixels.length);
  }
}
