// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.contextile.bench.PythonProcess;
import org.contextile.bench.features.Rounds.Way;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.Decoding;
import org.contextile.library.wsi.tile.NaiveTileReader;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileStream;
import org.contextile.library.wsi.tile.UnreadableTile;

/** Patches read a second by one thread: the platform's way, others, and the decoder alone. */
record ReadingRounds(FeaturesSettings settings, PythonProcess python, Path folder) {
  private static final int EXACT_PX = 256;
  private static final int RESAMPLED_PX = 224;
  private static final double RESAMPLED_MPP = 0.5;
  private static final double FINE_MPP = 0.2527;
  private static final int CACHE_MIB = 64;
  private static final int BATCH = 64;

  /** Patches at the slide's own scale, whose pixels are those stored. */
  void exact(BenchSlide slide, Map<String, Object> figures) throws Exception {
    TileGrid grid = slide.grid(EXACT_PX, slide.mpp());
    System.out.printf("Reading %d px as stored, %d patches%n", EXACT_PX, grid.tiles().size());
    var rounds = new Rounds();
    for (int round = -1; round < settings.rounds(); round++) {
      List<Tile> tiles = tiles(grid, round, settings.tiles());
      Path places = BenchSlide.places(tiles, folder);
      (round < 0 ? new Rounds() : rounds)
          .round(
              List.of(
                  new Way("naive", () -> naive(slide, grid, tiles)),
                  new Way("read", () -> read(slide, grid, tiles)),
                  new Way("fastslide", () -> fastslide(slide, places, tiles.size())),
                  new Way("floor", () -> DecoderFloor.rate(slide, grid, tiles))));
    }
    figures.put("read_tiles_per_s", rounds.median("read"));
    figures.put("openslide_tiles_per_s", rounds.median("naive"));
    figures.put("fastslide_tiles_per_s", rounds.median("fastslide"));
    figures.put("floor_tiles_per_s", rounds.median("floor"));
    figures.put("read_over_naive", rounds.ratio("read", "naive"));
    figures.put("over_fastslide", rounds.ratio("read", "fastslide"));
    figures.put("read_over_floor", rounds.ratio("read", "floor"));
  }

  /** Patches at an exact scale that is nearly twice the slide's, and at twice. */
  void resampled(BenchSlide slide, Map<String, Object> figures) throws Exception {
    resampled(slide, RESAMPLED_MPP, "mpp_resampled_over_naive", figures);
    resampled(slide, 2 * FINE_MPP, "mpp_half_over_naive", figures);
  }

  private void resampled(BenchSlide slide, double mpp, String name, Map<String, Object> figures)
      throws Exception {
    BenchSlide fine = slide.at(FINE_MPP);
    TileGrid grid = fine.grid(RESAMPLED_PX, mpp);
    System.out.printf(
        "Reading %d px at %s µm/px of a slide of %s µm/px, %d patches%n",
        RESAMPLED_PX, mpp, FINE_MPP, grid.tiles().size());
    var rounds = new Rounds();
    for (int round = -1; round < settings.rounds(); round++) {
      List<Tile> tiles = tiles(grid, round, settings.tiles() / 3);
      (round < 0 ? new Rounds() : rounds)
          .round(
              List.of(
                  new Way("naive", () -> naive(fine, grid, tiles)),
                  new Way("read", () -> read(fine, grid, tiles)),
                  new Way("floor", () -> DecoderFloor.rate(fine, grid, tiles))));
    }
    figures.put(name, rounds.ratio("read", "naive"));
  }

  /** A stretch of whole rows of the grid, one after another; fewer where all is only warming up. */
  private List<Tile> tiles(TileGrid grid, int round, int count) {
    int taken = Math.min(round < 0 ? count / 3 : count, grid.tiles().size());
    int from = settings.from(Math.max(0, round), grid.tiles().size(), taken);
    return grid.tiles().subList(from, from + taken);
  }

  private static double naive(BenchSlide file, TileGrid grid, List<Tile> tiles) throws Exception {
    try (Slide slide = file.plain()) {
      long start = System.nanoTime();
      var reader = new NaiveTileReader(slide, grid);
      for (Tile tile : tiles) {
        if (reader.read(tile).widthPx() != grid.spec().sizePx()) {
          throw new IllegalStateException("a tile of another size");
        }
      }
      return perSecond(tiles.size(), start);
    }
  }

  private static double read(BenchSlide file, TileGrid grid, List<Tile> tiles) throws Exception {
    try (Slide slide = file.open()) {
      long start = System.nanoTime();
      var unreadable = new ArrayList<UnreadableTile>();
      try (var stream = new TileStream(slide, grid, tiles, Decoding.SHRUNK, BATCH, 1)) {
        for (var batch = stream.next(); batch.isPresent(); batch = stream.next()) {
          unreadable.addAll(batch.get().unreadable());
        }
      }
      if (!unreadable.isEmpty()) {
        throw new IllegalStateException(unreadable.size() + " tiles are unreadable");
      }
      return perSecond(tiles.size(), start);
    }
  }

  private double fastslide(BenchSlide slide, Path places, int count) throws Exception {
    var answer =
        python.run(
            List.of(
                "fastslide",
                slide.file().toString(),
                Integer.toString(EXACT_PX),
                places.toString(),
                Integer.toString(CACHE_MIB)));
    return count / answer.path("seconds").asDouble();
  }

  static double perSecond(int count, long start) {
    return count / ((System.nanoTime() - start) / 1e9);
  }
}
