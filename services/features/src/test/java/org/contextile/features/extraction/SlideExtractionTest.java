// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
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
    Path file = slide();
    try (Backbone first = backbone(1);
        Backbone second = backbone(2)) {
      LoadedModel one = new LoadedModel(model("2"), first);
      LoadedModel other = new LoadedModel(model("3"), second);
      AtomicInteger reads = new AtomicInteger();
      KeptPass passes = new KeptPass(folder.resolve("none"));
      List<Path> alone = new ArrayList<>();
      alone.addAll(extract(file, List.of(one), "one", passes, new AtomicInteger()));
      alone.addAll(extract(file, List.of(other), "other", passes, reads));
      int readsOfOne = reads.getAndSet(0);
      KeptPass pass = new KeptPass(folder.resolve("neither"));

      List<Path> together = extract(file, List.of(one, other), "both", pass, reads);

      assertThat(passes.tiles()).isEqualTo(2 * pass.tiles());
      assertThat(readsOfOne).isPositive();
      assertThat(reads).hasValue(readsOfOne);
      for (int i = 0; i < 2; i++) {
        assertThat(together.get(i)).hasSameBinaryContentAs(alone.get(i));
      }
      assertThat(Files.mismatch(together.get(0), together.get(1))).isNotNegative();
    }
  }

  @Test
  void anAttemptGoesOnWhereOneBeforeBrokeOffAtAnyBatchAndWritesTheSame() throws Exception {
    Path file = slide();
    try (Backbone first = backbone(1);
        Backbone second = backbone(2)) {
      List<LoadedModel> models =
          List.of(new LoadedModel(model("2"), first), new LoadedModel(model("3"), second));
      KeptPass whole = new KeptPass(folder.resolve("none"));
      List<Path> expected = extract(file, models, "whole", whole, new AtomicInteger());
      assertThat(whole.batches).hasSizeGreaterThan(4);
      for (int at = 1; at < whole.batches.size(); at++) {
        Path kept = folder.resolve("kept-" + at);
        int end = at;
        KeptPass broken = new KeptPass(kept).endingAfter(end);
        assertThatThrownBy(() -> extract(file, models, "a" + end, broken, new AtomicInteger()))
            .isInstanceOf(CancellationException.class);
        assertThat(folder.resolve("a" + at)).isEmptyDirectory();

        KeptPass next = new KeptPass(kept);
        List<Path> files = extract(file, models, "b" + at, next, new AtomicInteger());

        assertThat(next.batches).isEqualTo(whole.batches.subList(at, whole.batches.size()));
        assertThat(next.resumed).isEqualTo(whole.tiles() - next.tiles());
        for (int i = 0; i < 2; i++) {
          assertThat(files.get(i)).hasSameBinaryContentAs(expected.get(i));
        }
        assertGoesOnAlone(file, models.get(1), kept, "c" + at, expected.get(1));
      }
    }
  }

  /** Where the other model's file was finished before. */
  private void assertGoesOnAlone(
      Path file, LoadedModel model, Path kept, String name, Path expected) throws Exception {
    KeptPass alone = new KeptPass(kept);
    List<Path> files = extract(file, List.of(model), name, alone, new AtomicInteger());
    assertThat(alone.resumed).isPositive();
    assertThat(files.getFirst()).hasSameBinaryContentAs(expected);
  }

  @Test
  void startsAnewWhatWasKeptOfOtherModelsOrIsDamaged() throws Exception {
    Path file = slide();
    try (Backbone first = backbone(1);
        Backbone second = backbone(2)) {
      LoadedModel one = new LoadedModel(model("2"), first);
      LoadedModel other = new LoadedModel(model("3"), second);
      Path kept = folder.resolve("kept");
      assertThatThrownBy(
              () ->
                  extract(
                      file,
                      List.of(one),
                      "broken",
                      new KeptPass(kept).endingAfter(3),
                      new AtomicInteger()))
          .isInstanceOf(CancellationException.class);

      KeptPass both = new KeptPass(kept);
      List<Path> expected = extract(file, List.of(one, other), "both", both, new AtomicInteger());
      assertThat(both.resumed).isZero();

      byte[] bytes = Files.readAllBytes(kept);
      for (int length : new int[] {0, 3, 8, 70, bytes.length / 2, bytes.length - 1}) {
        Path cut = Files.write(folder.resolve("cut-" + length), Arrays.copyOf(bytes, length));
        KeptPass pass = new KeptPass(cut);
        List<Path> files = extract(file, List.of(one), "d" + length, pass, new AtomicInteger());
        assertThat(pass.resumed).isLessThan(both.tiles());
        assertThat(files.getFirst()).hasSameBinaryContentAs(expected.getFirst());
      }
    }
  }

  private Path slide() throws IOException {
    Path file = folder.resolve("slide.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(3, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    return file;
  }

  private List<Path> extract(
      Path file, List<LoadedModel> models, String name, KeptPass pass, AtomicInteger reads)
      throws Exception {
    SlideExtraction extraction =
        new SlideExtraction(
            new ExtractionProperties(
                16,
                1,
                0,
                Precision.FP32,
                Duration.ZERO,
                DataSize.ofMegabytes(1),
                Duration.ZERO,
                6));
    try (Slide slide = Slide.of(new CountingReader(SlideFormats.reader(file), reads))) {
      return extraction
          .extract(slide, planned(), models, Files.createDirectory(folder.resolve(name)), pass)
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

  private static ModelEntity model(String digit) {
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
