// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.contextile.library.wsi.jpeg.JpegDecoder;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;

/**
 * What nobody can be faster than who decodes every stored tile under the patches once, whole:
 * libjpeg-turbo alone, on streams that are in memory already, into one place.
 */
final class DecoderFloor {
  private DecoderFloor() {}

  /** Patches a second; NaN where the slide has no stored JPEG tiles to give. */
  static double rate(BenchSlide file, TileGrid grid, List<Tile> tiles) throws Exception {
    try (Slide slide = file.open();
        Arena arena = Arena.ofConfined();
        JpegDecoder decoder = new JpegDecoder()) {
      Level level = slide.levelFor(grid.downsample());
      List<MemorySegment> streams = new ArrayList<>();
      for (Place place : under(grid, tiles, level)) {
        var stream = slide.reader().storedJpeg(level, place.column(), place.row());
        if (stream.isEmpty()) {
          return Double.NaN;
        }
        streams.add(arena.allocateFrom(JAVA_BYTE, stream.get()));
      }
      MemorySegment rgb = arena.allocate(3L * level.tileWidthPx() * level.tileHeightPx(), 64);
      long start = System.nanoTime();
      for (MemorySegment stream : streams) {
        decoder.decode(stream, stream.byteSize(), rgb, level.tileWidthPx(), level.tileHeightPx());
      }
      return ReadingRounds.perSecond(tiles.size(), start);
    }
  }

  private record Place(int column, int row) {}

  private static Set<Place> under(TileGrid grid, List<Tile> tiles, Level level) {
    double side = grid.sizeLevel0Px() / level.downsample();
    Set<Place> places = new LinkedHashSet<>();
    for (Tile tile : tiles) {
      double left = tile.x() / level.downsample();
      double top = tile.y() / level.downsample();
      for (int row = (int) top / level.tileHeightPx();
          row * (double) level.tileHeightPx() < top + side - 1e-6;
          row++) {
        for (int column = (int) left / level.tileWidthPx();
            column * (double) level.tileWidthPx() < left + side - 1e-6;
            column++) {
          places.add(new Place(column, row));
        }
      }
    }
    return places;
  }
}
