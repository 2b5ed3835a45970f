// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.PixelInput;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideTissue;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingSpec;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.featurefile.StoredAs;
import org.contextile.library.torch.Torch;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.tiles.SlideTiling;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.unit.DataSize;

/**
 * Passes over slides without a database.
 *
 * @param folder for weights and feature files
 * @param maxUnreadable the fraction of tiles that may be unreadable
 */
record PassFixture(Path folder, double maxUnreadable) {
  static final int BATCH = 16;
  static final int TILE_PX = 37;
  private static final int DIMENSION = 128;

  SlideExtraction extraction() {
    return new SlideExtraction(
        new ExtractionProperties(
            BATCH,
            1,
            maxUnreadable,
            Precision.FP32,
            Duration.ZERO,
            DataSize.ofMegabytes(1),
            Duration.ZERO,
            StoredAs.FLOAT32,
            6));
  }

  /**
   * The feature files of a slide of half a micron per pixel, one per model.
   *
   * @param name of a new folder for them
   */
  List<Path> extract(PixelReader reader, List<LoadedModel> models, String name, PassListener pass)
      throws IOException, InterruptedException {
    Slide slide = Slide.of(reader);
    SlideExtraction extraction = extraction();
    try (SlideReading reading = extraction.begin(slide, planned(slide))) {
      return extraction
          .extract(reading, models, Files.createDirectory(folder.resolve(name)), pass)
          .stream()
          .map(result -> ((ExtractedSlide) result).file())
          .toList();
    }
  }

  /** A model of random weights; the caller closes its backbone. */
  LoadedModel model(int seed) throws IOException {
    Path weights = folder.resolve("model-" + seed + ".pt");
    BackboneFiles.assemble(weights, BackboneConfig.of("resnet-small", TILE_PX), seed);
    return new LoadedModel(
        row(Integer.toString(seed)),
        Backbone.load(weights, InputSpec.imageNet(TILE_PX), Torch.bestDevice()));
  }

  /** All of a slide, at its own resolution taken for half a micron per pixel. */
  static PlannedSlide planned(Slide open) {
    int width = Math.toIntExact(open.widthPx());
    int height = Math.toIntExact(open.heightPx());
    SlideEntity slide =
        new SlideEntity(
            "default",
            "slide.tiff",
            "0".repeat(64),
            new SlidePyramid("generic-tiff", width, height, List.of()),
            new SlideResolution(0.5, 0.5, MppSource.TIFF_RESOLUTION, null),
            null,
            SlideTissue.NONE,
            new SlideProvenance(Map.of(), List.of(), List.of(), List.of(), "4.0.1", null));
    ReflectionTestUtils.setField(slide, "id", UUID.randomUUID());
    TileGrid grid = TileGrid.everywhere(width, height, 0.5, new TileGridSpec(0.5, TILE_PX, 0, 0));
    TilingEntity tiling =
        new TilingEntity(
            "default",
            UUID.randomUUID(),
            new TilingSpec(TILE_PX, 0.5, 0, 0),
            grid.tiles().size(),
            TILE_PX,
            "1".repeat(64));
    return new PlannedSlide(slide, new SlideTiling(tiling, grid));
  }

  private static ModelEntity row(String digit) {
    ModelEntity model =
        new ModelEntity(
            "default",
            "model",
            ModelOrigin.ASSEMBLED,
            "resnet-small",
            digit.repeat(64),
            DIMENSION,
            new ModelInput(
                TILE_PX, PixelInput.FLOAT_NCHW, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)),
            0,
            ModelLineage.NONE,
            ModelDocuments.NONE);
    ReflectionTestUtils.setField(model, "id", UUID.randomUUID());
    return model;
  }
}
