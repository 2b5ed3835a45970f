// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.contextile.api.model.MppSource;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiException;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.jobs.testing.BrokenInsert;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.contextile.library.wsi.synthetic.PatternTiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class IngestIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @Test
  void takesInARealSlideAndShowsIt() throws Exception {
    Path file = TestSlides.path(TestSlides.CMU_SMALL);

    JobView job = service.upload(file, null, null);

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    Slide slide = service.slideOf(job);
    assertThat(slide.getName()).isEqualTo("CMU-1-Small-Region.svs");
    assertThat(slide.getSizeBytes()).isEqualTo(Files.size(file));
    assertThat(slide.getVendor()).isEqualTo("aperio");
    assertThat(slide.getWidthPx()).isEqualTo(2220);
    assertThat(slide.getMpp()).isEqualTo(0.499);
    assertThat(slide.getMppSource()).isEqualTo(MppSource.OPENSLIDE);
    assertThat(slide.getObjectivePower()).isEqualTo(20);
    assertThat(slide.getTissueFraction()).isBetween(0.3, 0.45);
    assertThat(slide.getTileCount()).isBetween(150, 220);
    assertThat(slide.getAssociatedImages()).containsExactly("label", "macro", "thumbnail");
    assertThat(slide.getProperties()).containsEntry("aperio.AppMag", "20");
    assertThat(slide.getWarnings()).isEmpty();
    assertThat(slide.getJobId()).isEqualTo(job.id());

    var thumbnail = ImageIO.read(service.slides().getSlideThumbnail(slide.getId(), null));
    assertThat(thumbnail.getHeight()).isEqualTo(1024);
    var mask = ImageIO.read(service.slides().getTissueMask(slide.getId(), null));
    assertThat(mask.getColorModel().getNumComponents()).isEqualTo(1);

    var tilings = service.slides().listTilings(slide.getId(), 50, null).getItems();
    assertThat(tilings)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.getSpec()).isEqualTo(IngestService.TILING);
              assertThat(it.getTileCount()).isEqualTo(slide.getTileCount());
              assertThat(it.getColumns()).isEqualTo(19);
              assertThat(it.getRows()).isEqualTo(26);
            });
  }

  @Test
  void needsTheResolutionOfASlideThatLacksIt() throws Exception {
    Path file = TestSlides.path(TestSlides.TCGA);
    List<Path> before = service.storedFiles();
    long slides = service.rows("slide");

    JobView without = service.upload(file, null, null);

    assertThat(without.state()).isEqualTo(JobState.FAILED);
    assertThat(without.errorJson()).contains("/problems/missing-mpp").contains("/mppOverride");
    service.awaitStored(before);
    assertThat(service.rows("slide")).isEqualTo(slides);

    JobView with = service.upload(file, "head and neck", 0.25);

    assertThat(with.state()).as(with.errorJson()).isEqualTo(JobState.SUCCEEDED);
    Slide slide = service.slideOf(with);
    assertThat(slide.getName()).isEqualTo("head and neck");
    assertThat(slide.getMpp()).isEqualTo(0.25);
    assertThat(slide.getMppSource()).isEqualTo(MppSource.OVERRIDE);
    assertThat(slide.getLevels()).hasSize(2);
  }

  @Test
  void refusesPixelsThatAreNotSquareAndShowsBothSides() throws Exception {
    Path file = TestSlides.path("../cases/anisotropic.tif");
    List<Path> before = service.storedFiles();

    JobView job = service.upload(file, null, null);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson())
        .contains("/problems/anisotropic-pixels", "0.25 µm wide", "0.5 µm high", "/mppOverride");
    service.awaitStored(before);

    Slide slide = service.slideOf(service.upload(file, "taken for square", 0.5));
    assertThat(slide.getWarnings())
        .anySatisfy(it -> assertThat(it).contains("0.25", "0.5 µm high"));
  }

  @Test
  void saysHowMuchOfASlideCannotBeRead() throws Exception {
    Path file =
        PatternTiff.write(
            running.folder().resolve("broken.tiff"), TestPattern.PRIME, 2, 3, 0.5, 0.5);

    Slide slide = service.slideOf(service.upload(file, null, null));

    assertThat(slide.getUnreadableFraction()).isBetween(0.01, 0.04);
    assertThat(slide.getWarnings())
        .anySatisfy(it -> assertThat(it).contains("cannot be read and was not searched"));
    var mask = ImageIO.read(service.slides().getTissueMask(slide.getId(), null));
    assertThat(mask.getRaster().getSample(10, 10, 0)).isEqualTo(128);
  }

  @Test
  void takesASlideFromAnAllowedFolder() throws Exception {
    Path file = IngestService.render(service.root().resolve("from folder.tiff"), 2);

    JobView job = service.importFrom(file.toUri().toString());

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    Slide slide = service.slideOf(job);
    assertThat(slide.getName()).isEqualTo("from folder.tiff");
    assertThat(slide.getMppSource()).isEqualTo(MppSource.TIFF_RESOLUTION);
    assertThat(slide.getTissueFraction()).isPositive();
  }

  @Test
  void saysThatTheBytesAreGone() {
    String request =
        """
        {"name": "gone.svs", "files": [{"name": "gone.svs", "digest": "%s"}],
         "tiling": {"tileSizePx": 224, "mpp": 0.5, "overlapPx": 0, "minTissue": 0.5}}\
        """
            .formatted("0".repeat(64));
    UUID id =
        running
            .bean(JobQueue.class)
            .submit(JobSubmission.of(RunningService.WORKSPACE, JobKind.INGEST, request));

    JobView job = running.ended(id);

    assertThat(job.errorJson())
        .contains("/problems/unreadable-slide", "gone.svs is no longer stored");
    assertThat(job.failures()).isEqualTo(1);
  }

  @Test
  void takesNoPrintersResolutionForAScanners() throws Exception {
    Path file = IngestService.render(service.root().resolve("300-dpi.tiff"), 6);
    printAt300Dpi(file);

    JobView job = service.importFrom(file.toUri().toString());

    assertThat(job.errorJson()).contains("/problems/missing-mpp").contains("/mppOverride");
  }

  @Test
  void refusesATilingWithMoreTilesThanCanBeLaid() throws Exception {
    Path file = FlatTiff.write(service.root().resolve("many tiles.tiff"), 8192, 0.5);
    List<Path> before = service.storedFiles();
    var request =
        new SlideImport()
            .uri(file.toUri().toString())
            .tiling(new TilingSpec().tileSizePx(16).overlapPx(15));

    JobView job = running.ended(service.slides().createSlideWithJson(request, null).getId());

    assertThat(job.errorJson()).contains("/problems/invalid-request").contains("\"/tiling\"");
    assertThat(job.failures()).isEqualTo(1);
    service.awaitStored(before);
  }

  @Test
  void refusesFilesOutsideTheAllowedFolders() {
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                service
                    .slides()
                    .createSlideWithJson(new SlideImport().uri("file:///etc/passwd"), null));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("/problems/unsafe-name").contains("/uri");
  }

  @Test
  void refusesARequestThatNamesNothingOrIsUnclear() {
    for (SlideImport request :
        List.of(
            new SlideImport(),
            new SlideImport().uri("file:///x").upload(UUID.randomUUID()),
            new SlideImport()
                .upload(UUID.randomUUID())
                .tiling(new TilingSpec().tileSizePx(100).overlapPx(100)))) {
      ApiException refused =
          catchThrowableOfType(
              ApiException.class, () -> service.slides().createSlideWithJson(request, null));
      assertThat(refused.getCode()).isEqualTo(422);
      assertThat(refused.getResponseBody()).contains("/problems/invalid-request");
    }
  }

  @Test
  void namesTheFieldOfATilingThatIsOutOfRange() throws IOException {
    Path file = IngestService.render(running.folder().resolve("range.tiff"), 5);
    for (String tiling :
        List.of("{\"tileSizePx\": 0}", "{\"mpp\": -1}", "{\"minTissue\": 2}", "7")) {
      ApiException refused =
          catchThrowableOfType(
              ApiException.class,
              () ->
                  service
                      .slides()
                      .createSlideWithFormData(file.toFile(), null, "range", null, tiling));
      assertThat(refused.getCode()).isEqualTo(400);
      assertThat(refused.getResponseBody())
          .contains("/problems/bad-request", "\"pointer\":\"/tiling")
          .doesNotContain("org.contextile", "Exception");
    }
  }

  /** Replaces 20,000 pixels a centimetre, in thousandths, in the resolution tags. */
  private static void printAt300Dpi(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int replaced = 0;
    for (int at = 0; at <= bytes.capacity() - 8; at++) {
      if (bytes.getInt(at) == 20_000_000 && bytes.getInt(at + 4) == 1000) {
        bytes.putInt(at, 118_110);
        replaced++;
      }
    }
    assertThat(replaced).isEqualTo(2);
    Files.write(file, bytes.array());
  }

  @Test
  void aSlideIsPublishedAgainWhenItsTransactionBroke() throws Exception {
    Path file = IngestService.render(service.root().resolve("twice.tiff"), 8);
    try (BrokenInsert slide = BrokenInsert.into(running.jdbc(), "slide")) {
      JobView job = service.importFrom(file.toUri().toString());

      assertThat(running.result(job.id()).getSlideId()).isNotNull();
      assertThat(job.attempt()).isEqualTo(1);
      assertThat(slide.tries()).isEqualTo(2);
    }
  }
}
