// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.tile.NaiveTileReader;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tile.TileStream;

/** Tiles per second: one region read per tile, against blocks read ahead, each on one thread. */
final class TileReadingBench {

  private static final int SIZE_PX = 224;
  private static final int ROUNDS = 3;

  private TileReadingBench() {}

  static Map<String, Object> run(Path file) throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "tile-reading");
    figures.put("slide", String.valueOf(file.getFileName()));
    double naive = 0;
    double ahead = 0;
    int tiles = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // Opened anew each time: a slide that is read for the first time has nothing in OpenSlide's
      // cache, and most slides are larger than it.
      try (Slide slide = open(file)) {
        naive = Math.max(naive, naive(slide, grid(slide)));
      }
      try (Slide slide = open(file)) {
        ahead = Math.max(ahead, ahead(slide, grid(slide)));
        tiles = grid(slide).tiles().size();
      }
    }
    figures.put("tiles", tiles);
    figures.put("naive_tiles_per_s", naive);
    figures.put("tiles_per_s", ahead);
    figures.put("ratio", ahead / naive);
    return figures;
  }

  private static Slide open(Path file) throws UnreadableSlideException {
    return SlideFormats.open(file, Optional.of(Mpp.override(0.5)));
  }

  private static TileGrid grid(Slide slide) {
    return TileGrid.everywhere(
        slide.widthPx(), slide.heightPx(), 0.5, new TileGridSpec(0.5, SIZE_PX, 0, 0));
  }

  private static double naive(Slide slide, TileGrid grid) throws Exception {
    long start = System.nanoTime();
    NaiveTileReader reader = new NaiveTileReader(slide, grid);
    for (Tile tile : grid.tiles()) {
      if (reader.read(tile).widthPx() != SIZE_PX) {
        throw new IllegalStateException("a tile of another size");
      }
    }
    return perSecond(grid, start);
  }

  private static double ahead(Slide slide, TileGrid grid) throws InterruptedException {
    long start = System.nanoTime();
    try (TileStream stream = new TileStream(slide, grid, 64, 1)) {
      while (stream.next().isPresent()) {
        // Only reading is measured.
      }
    }
    return perSecond(grid, start);
  }

  private static double perSecond(TileGrid grid, long start) {
    return grid.tiles().size() / ((System.nanoTime() - start) / 1e9);
  }
}
