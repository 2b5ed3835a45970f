// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.contextile.library.torch.Torch;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.tiles.SlideTiling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.unit.DataSize;

final class SlideExtractionTest {

  private static final int SIDE_PX = 521;
  private static final int TILE_PX = 37;
  private static final int DIMENSION = 128;

  @TempDir private Path folder;

  @Test
  void aPassOfTwoModelsReadsEachTileOnceAndWritesWhatTwoPassesWrite() throws Exception {
    Path file = folder.resolve("slide.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(3, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    try (Backbone first = backbone(1);
        Backbone second = backbone(2)) {
      LoadedModel one = new LoadedModel(model(), first);
      LoadedModel other = new LoadedModel(model(), second);
      AtomicInteger tiles = new AtomicInteger();
      AtomicInteger reads = new AtomicInteger();
      List<Path> alone = new ArrayList<>();
      alone.addAll(extract(file, List.of(one), "one", tiles, new AtomicInteger()));
      alone.addAll(extract(file, List.of(other), "other", tiles, reads));
      int tilesOfTwo = tiles.getAndSet(0);
      int readsOfOne = reads.getAndSet(0);

      List<Path> together = extract(file, List.of(one, other), "both", tiles, reads);

      assertThat(tilesOfTwo).isEqualTo(2 * tiles.get());
      assertThat(readsOfOne).isPositive();
      assertThat(reads).hasValue(readsOfOne);
      for (int i = 0; i < 2; i++) {
        assertThat(together.get(i)).hasSameBinaryContentAs(alone.get(i));
      }
      assertThat(Files.mismatch(together.get(0), together.get(1))).isNotNegative();
    }
  }

  private List<Path> extract(
      Path file, List<LoadedModel> models, String name, AtomicInteger tiles, AtomicInteger reads)
      throws Exception {
    SlideExtraction extraction =
        new SlideExtraction(
            new ExtractionProperties(
                16, 1, 0, Precision.FP32, Duration.ZERO, DataSize.ofMegabytes(1)));
    try (Slide slide = Slide.of(new CountingReader(SlideFormats.reader(file), reads))) {
      return extraction
          .extract(
              slide,
              planned(),
              models,
              Files.createDirectory(folder.resolve(name)),
              (count, _) -> tiles.addAndGet(count),
              new ExtractionReport())
          .stream()
          .map(result -> ((ExtractedSlide) result).file())
          .toList();
    }
  }

  private Backbone backbone(long seed) throws IOException {
    Path weights = folder.resolve("model-" + seed + ".pt");
    BackboneFiles.assemble(weights, BackboneConfig.of("resnet-small", TILE_PX), seed);
    return Backbone.load(weights, InputSpec.imageNet(TILE_PX), Torch.bestDevice());
  }

  private static PlannedSlide planned() {
    SlideEntity slide =
        new SlideEntity(
            "default",
            "slide.tiff",
            "0".repeat(64),
            new SlidePyramid("generic-tiff", SIDE_PX, SIDE_PX, List.of()),
            new SlideResolution(0.5, 0.5, MppSource.TIFF_RESOLUTION, null),
            null,
            SlideTissue.NONE,
            new SlideProvenance(Map.of(), List.of(), List.of(), List.of(), "4.0.1", null));
    ReflectionTestUtils.setField(slide, "id", UUID.randomUUID());
    TileGrid grid =
        TileGrid.everywhere(SIDE_PX, SIDE_PX, 0.5, new TileGridSpec(0.5, TILE_PX, 0, 0));
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

  private static ModelEntity model() {
    ModelEntity model =
        new ModelEntity(
            "default",
            "model",
            ModelOrigin.ASSEMBLED,
            "resnet-small",
            "2".repeat(64),
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
