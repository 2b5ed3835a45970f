// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.util.List;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.Decoding;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileBatch;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileStream;

/**
 * A pass over a slide as the service makes it, without its database and its feature files: one
 * thread reads ahead, and each batch goes through every network.
 *
 * @param perSecond patches, from the slide's opening to the last features
 * @param firstSeconds from the slide's opening to the first batch's features
 */
record Extraction(double perSecond, double firstSeconds) {
  /** The service's own setting. */
  static final int BATCH = 64;

  static Extraction run(BenchSlide file, TileGrid grid, List<Tile> tiles, List<Backbone> networks)
      throws Exception {
    long start = System.nanoTime();
    double first = 0;
    try (Slide slide = file.open();
        var stream = new TileStream(slide, grid, tiles, Decoding.SHRUNK, BATCH, 1)) {
      for (var batch = stream.next(); batch.isPresent(); batch = stream.next()) {
        for (Backbone network : networks) {
          compute(batch.get(), network);
        }
        first = first == 0 ? (System.nanoTime() - start) / 1e9 : first;
      }
      return new Extraction(ReadingRounds.perSecond(tiles.size(), start), first);
    }
  }

  private static void compute(TileBatch batch, Backbone network) {
    if (!batch.unreadable().isEmpty()) {
      throw new IllegalStateException(batch.unreadable().size() + " tiles are unreadable");
    }
    float[] features = network.features(batch.pixels().asByteBuffer(), batch.tiles().size());
    for (float feature : features) {
      if (!Float.isFinite(feature)) {
        throw new IllegalStateException("features are not finite");
      }
    }
  }
}
