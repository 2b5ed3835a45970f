// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.SlideLevel;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiException;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.contextile.library.wsi.tiff.TiffTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slides whose figures contradict each other, from the upload to the tiles that are shown. */
final class ContradictorySlidesIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @Test
  void leavesPaddedLevelsOutAndSaysSo() throws Exception {
    Slide slide = slide("../cases/padded-levels.tif", null);

    assertThat(slide.getTissueFraction()).isCloseTo(0.8, within(0.02));
    // As numpy counts those of 112 px at least half of which is coloured: 96 of 117.
    assertThat(slide.getTileCount()).isEqualTo(96);
    assertThat(slide.getLevels()).extracting(SlideLevel::getWidthPx).containsExactly(1536L);
    assertThat(slide.getWarnings())
        .anySatisfy(it -> assertThat(it).contains("Level 1", "512 × 256", "1536 × 1024"))
        .anySatisfy(it -> assertThat(it).contains("Level 2", "256 × 256"));
    var mask = ImageIO.read(service.slides().getTissueMask(slide.getId(), null));
    assertThat(List.of(mask.getWidth(), mask.getHeight())).containsExactly(96, 64);
    var tile = service.get("/v1/slides/" + slide.getId() + "/deepzoom_files/9/0_0.jpeg");
    var shown = ImageIO.read(new ByteArrayInputStream(tile.body()));
    var thumbnail = ImageIO.read(service.slides().getSlideThumbnail(slide.getId(), null));
    // Level 9 is 384 px wide and the thumbnail 1024: both are of level 0, whatever coarse levels
    // say.
    assertThat(shown.getRGB(100, 100) & 0xff)
        .isCloseTo(thumbnail.getRGB(267, 267) & 0xff, within(40));
  }

  @Test
  void tilesBesidePaddedLevelsAreThoseOfLevel0() throws Exception {
    Path copied = service.root().resolve("padded-levels.tif");
    var _ = Files.copy(TestSlides.path("../cases/padded-levels.tif"), copied);
    var request =
        new SlideImport()
            .uri(copied.toUri().toString())
            .tiling(new TilingSpec().tileSizePx(112).mpp(1.0));

    Slide slide =
        service.slideOf(running.ended(service.slides().createSlideWithJson(request, null).getId()));

    assertThat(slide.getTileCount()).isEqualTo(24);
  }

  @Test
  void asksForTheResolutionThatMagnificationContradicts() throws Exception {
    Path file = TestSlides.path("../cases/mpp-8.svs");
    List<Path> before = service.storedFiles();

    JobView job = service.upload(file, null, null);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson())
        .contains("/problems/contradictory-mpp", "mpp-8.svs", "8.07 µm", "20x", "/mppOverride");
    service.awaitStored(before);
    Slide slide = service.slideOf(service.upload(file, null, 0.5));
    assertThat(slide.getMpp()).isEqualTo(0.5);
    assertThat(slide.getWarnings()).singleElement().asString().contains("8.07 µm", "0.5 µm", "20x");
  }

  @Test
  void refusesTilesFinerThanTheSlideAndNamesTheFinest() throws Exception {
    Path file = TestSlides.path("../cases/mpp-8.svs");
    List<Path> before = service.storedFiles();

    JobView job = service.upload(file, null, 8.07);

    assertThat(job.errorJson())
        .contains("/problems/too-coarse", "0.5 µm", "mpp-8.svs (8.07)", "7.667", "/tiling/mpp");
    service.awaitStored(before);
    Path copied = service.root().resolve("mpp-8.svs");
    var _ = Files.copy(file, copied);
    var request =
        new SlideImport()
            .uri(copied.toUri().toString())
            .mppOverride(8.07)
            .tiling(new TilingSpec().tileSizePx(16).mpp(7.667));
    JobView finest = running.ended(service.slides().createSlideWithJson(request, null).getId());
    assertThat(finest.state()).as(finest.errorJson()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void tilesACoarseSlideAsItIsWhereNobodySaysHow() throws Exception {
    Path file = TestSlides.path("cohort-glas/slides/glas-train-1.tif");
    Path copied = service.root().resolve("glas.tif");
    var _ = Files.copy(file, copied);
    var request = new SlideImport().uri(copied.toUri().toString());

    Slide slide =
        service.slideOf(running.ended(service.slides().createSlideWithJson(request, null).getId()));

    var tiling = service.slides().listTilings(slide.getId(), 50, null).getItems().getFirst();
    assertThat(tiling.getSpec().getMpp()).isCloseTo(0.62, within(1e-9));
    assertThat(slide.getWarnings()).singleElement().asString().contains("0.62 µm", "not 0.5");
  }

  @ParameterizedTest
  @CsvSource({
    "../cases/orientation-3-jpeg.tif, /problems/unsupported-pixels, Orientation (274) is 3",
    "../cases/anisotropic.tif, /problems/anisotropic-pixels, 0.25 µm wide and 0.5 µm high",
    "slides/kidney-48-5.tif, /problems/missing-mpp, is a flat picture"
  })
  void refusesByName(String name, String problem, String what) throws Exception {
    List<Path> before = service.storedFiles();

    JobView job = service.upload(TestSlides.path(name), null, null);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson()).contains(problem, what, name.substring(name.lastIndexOf('/') + 1));
    assertThat(job.failures()).isEqualTo(1);
    service.awaitStored(before);
  }

  @Test
  void refusesSixteenBitsAndGreyByTheirTags() throws IOException, ApiException {
    var deep = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    deep.rgb(128, 64, (x, y) -> 0).shorts(TiffTag.BITS_PER_SAMPLE, 16, 16, 16);
    var channels = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 3; i++) {
      channels
          .rgb(128, 64, (x, y) -> 0)
          .shorts(TiffTag.PHOTOMETRIC_INTERPRETATION, 1)
          .shorts(TiffTag.SAMPLES_PER_PIXEL, 1)
          .shorts(TiffTag.BITS_PER_SAMPLE, 8);
    }
    assertThat(service.importFrom(written(deep, "deep.tif")).errorJson())
        .contains("/problems/unsupported-pixels", "deep.tif", "BitsPerSample (258) is 16");
    assertThat(service.importFrom(written(channels, "channels.tif")).errorJson())
        .contains("/problems/unsupported-pixels", "PhotometricInterpretation (262) is 1");
  }

  @Test
  void saysWhichRuleOfColourIsFollowed() throws Exception {
    assertThat(slide("../cases/rgb-that-is-ycbcr.tif", null).getWarnings())
        .anySatisfy(it -> assertThat(it).contains("Colours may be false", "YCbCr", "RGB"));
  }

  @ParameterizedTest
  @CsvSource({
    "../cases/sparse.tif, 2",
    "../cases/dz-255.tif, 1",
    "../cases/thirds.tif, 3",
    "slides/TCGA-CR-7395-01A-01-TS1.svs, 2"
  })
  void keepsWhatIsRight(String name, int levels) throws Exception {
    Slide slide = slide(name, name.endsWith(".svs") ? 0.25 : null);

    assertThat(slide.getLevels()).hasSize(levels);
    assertThat(slide.getWarnings()).noneSatisfy(it -> assertThat(it).contains("Level"));
  }

  private String written(TiffBuilder tiff, String name) throws IOException {
    return tiff.write(service.root().resolve(name)).toUri().toString();
  }

  private Slide slide(String name, @Nullable Double mpp) throws Exception {
    JobView job = service.upload(TestSlides.path(name), null, mpp);
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return service.slideOf(job);
  }
}
