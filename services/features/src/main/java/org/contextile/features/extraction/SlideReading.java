// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.util.List;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.Decoding;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileStream;

/**
 * An open slide whose first batches are read before any network asks for them: as many as there are
 * buffers, the next only once these are used.
 */
final class SlideReading implements AutoCloseable {
  static final Decoding DECODING = Decoding.SHRUNK;

  private final Slide slide;
  private final PlannedSlide planned;
  private final int readers;
  private final List<List<Tile>> batches;
  private TileStream stream;
  private boolean used;

  /**
   * Begins to read.
   *
   * @param slide closed with this, also when it cannot be read so
   */
  static SlideReading begin(Slide slide, PlannedSlide planned, int batchSize, int readers) {
    try {
      TileGrid grid = planned.tiling().grid();
      return new SlideReading(
          slide,
          planned,
          readers,
          TileStream.batches(slide, grid, grid.tiles(), DECODING, batchSize));
    } catch (RuntimeException e) {
      slide.close();
      throw e;
    }
  }

  private SlideReading(Slide slide, PlannedSlide planned, int readers, List<List<Tile>> batches) {
    this.slide = slide;
    this.planned = planned;
    this.readers = readers;
    this.batches = batches;
    this.stream = stream(0);
  }

  Slide slide() {
    return slide;
  }

  PlannedSlide planned() {
    return planned;
  }

  /** All of the slide's, in their order. */
  List<List<Tile>> batches() {
    return batches;
  }

  /** The batches after the first so many; what an earlier call gave is closed. */
  TileStream after(int done) {
    if (used || done > 0) {
      stream.close();
      stream = stream(done);
    }
    used = true;
    return stream;
  }

  private TileStream stream(int from) {
    return new TileStream(
        slide, planned.tiling().grid(), batches.subList(from, batches.size()), DECODING, readers);
  }

  @Override
  public void close() {
    try (slide) {
      stream.close();
    }
  }
}
