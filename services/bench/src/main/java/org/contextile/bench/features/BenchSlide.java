// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.synthetic.LaidSlide;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;

/**
 * The slide that is measured on.
 *
 * @param file of it
 * @param mpp that it is taken to have, in micrometres per pixel
 */
record BenchSlide(Path file, double mpp) {
  private static final double REAL_MPP = 0.499;
  private static final double LEAST_TISSUE = 0.1;

  /**
   * Lays real tiles side by side, or rendered ones where no real ones are; says which.
   *
   * @param folder that the file is written to
   */
  static BenchSlide write(FeaturesSettings settings, int widthPx, int heightPx, Path folder)
      throws IOException, InterruptedException {
    Path maker = settings.shared().resolve("tools/big_slide.py");
    Path file = folder.resolve("slide-%dx%d.svs".formatted(widthPx, heightPx));
    if (!Files.exists(maker)) {
      int side = Math.max(widthPx, heightPx) / 4096 * 4096;
      System.out.printf("A slide of %d px, of rendered tiles: no %s is there%n", side, maker);
      var spec = new SyntheticSlideSpec(1, 4096, REAL_MPP, SectionClass.TUMOUR);
      return new BenchSlide(
          LaidSlide.write(spec, Math.max(4096, side), new int[] {1, 4, 16}, file), REAL_MPP);
    }
    System.out.printf("A slide of %d × %d px, of real JPEG tiles of 240 px%n", widthPx, heightPx);
    Process made =
        new ProcessBuilder(
                settings.python().toString(),
                maker.toString(),
                Integer.toString(widthPx),
                Integer.toString(heightPx),
                file.toString())
            .inheritIO()
            .start();
    if (made.waitFor() != 0) {
      throw new IOException(maker + " failed");
    }
    return new BenchSlide(file, REAL_MPP);
  }

  /** The same file, taken for one of another scale. */
  BenchSlide at(double otherMpp) {
    return new BenchSlide(file, otherMpp);
  }

  /** As the platform opens it. */
  Slide open() throws UnreadableSlideException {
    return SlideFormats.open(file, Optional.of(Mpp.override(mpp)));
  }

  /** As OpenSlide alone reads it. */
  Slide plain() throws UnreadableSlideException {
    return Slide.of(OpenSlideReader.open(file), Optional.of(Mpp.override(mpp)));
  }

  /** The patches of its tissue. */
  TileGrid grid(int sizePx, double patchMpp) throws Exception {
    try (Slide slide = open()) {
      return TileGrid.of(
          slide,
          new TileGridSpec(patchMpp, sizePx, 0, LEAST_TISSUE),
          TissueMask.of(slide, TissueSettings.DEFAULT));
    }
  }

  /** Writes where tiles begin, x and y a line, for another process. */
  static Path places(List<Tile> tiles, Path folder) throws IOException {
    Path file = folder.resolve("places.txt");
    return Files.write(file, tiles.stream().map(it -> it.x() + " " + it.y()).toList());
  }
}
