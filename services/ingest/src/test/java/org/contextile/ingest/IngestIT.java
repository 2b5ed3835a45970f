// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.imageio.ImageIO;
import javax.sql.DataSource;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.MppSource;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiException;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.wsi.synthetic.SectionClass;
import org.contextile.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.wsi.synthetic.SyntheticSlides;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(Lifecycle.PER_CLASS)
final class IngestIT {
  private static final TilingSpec TILING = new TilingSpec().tileSizePx(112).mpp(0.5);

  private final HttpClient http = HttpClient.newHttpClient();
  private Path folder = Path.of("");
  private RunningService service = new RunningService(new GenericApplicationContext(), folder);

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    folder = temporary.toRealPath();
    Path root = Files.createDirectories(folder.resolve("root"));
    service = RunningService.start(folder.resolve("kept"), root);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void takesInARealSlideAndShowsIt() throws Exception {
    Path file = TestSlides.path(TestSlides.CMU_SMALL);

    JobView job = upload(file, null, null);

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    Slide slide = slideOf(job);
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
              assertThat(it.getSpec()).isEqualTo(TILING);
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

    JobView without = upload(file, null, null);

    assertThat(without.state()).isEqualTo(JobState.FAILED);
    assertThat(without.errorJson()).contains("/problems/missing-mpp").contains("/mppOverride");
    service.awaitStored(before);
    assertThat(service.rows("slide")).isEqualTo(slides);

    JobView with = upload(file, "head and neck", 0.25);

    assertThat(with.state()).as(with.errorJson()).isEqualTo(JobState.SUCCEEDED);
    Slide slide = slideOf(with);
    assertThat(slide.getName()).isEqualTo("head and neck");
    assertThat(slide.getMpp()).isEqualTo(0.25);
    assertThat(slide.getMppSource()).isEqualTo(MppSource.OVERRIDE);
    assertThat(slide.getLevels()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"slides/small_dicom.dcm", "slides/kidney-48-5.tif", "text", "cut", "empty"})
  void leavesNothingOfAFileThatIsNoSlide(String what) throws Exception {
    Path file =
        switch (what) {
          case "text" -> Files.writeString(folder.resolve("text.svs"), "no slide at all\n");
          case "empty" -> Files.write(folder.resolve("empty.svs"), new byte[0]);
          case "cut" -> cutShort(TestSlides.path(TestSlides.CMU_SMALL));
          default -> TestSlides.path(what);
        };
    List<Path> before = service.storedFiles();
    long artifacts = service.rows("artifact");

    JobView job = upload(file, null, 0.5);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson())
        .contains(String.valueOf(file.getFileName()))
        .doesNotContain("artifacts");
    assertThat(job.errorJson())
        .contains("/problems/unreadable-slide")
        .contains(String.valueOf(file.getFileName()));
    assertThat(job.failures()).isEqualTo(1);
    service.awaitStored(before);
    await().until(() -> service.rows("artifact") == artifacts);
    assertThat(service.rows("job_input")).isZero();
  }

  @Test
  void keepsBytesThatASlideHasWhenTheSameBytesFailAgain() throws Exception {
    Path file = TestSlides.path(TestSlides.TCGA);
    JobView good = upload(file, null, 0.25);
    JobView bad = upload(file, null, null);

    assertThat(bad.state()).isEqualTo(JobState.FAILED);
    var slide = slideOf(good);
    assertThat(get("/v1/slides/" + slide.getId() + "/deepzoom_files/9/0_0.jpeg").statusCode())
        .isEqualTo(200);
  }

  @Test
  void servesADeepZoomPyramid() throws Exception {
    Slide slide = synthetic(1);
    String base = "/v1/slides/" + slide.getId() + "/deepzoom";

    var descriptor = get(base + ".dzi");
    assertThat(new String(descriptor.body(), StandardCharsets.UTF_8)).contains("Width=\"1024\"");
    var tile = get(base + "_files/10/1_1.jpeg");
    assertThat(tile.statusCode()).isEqualTo(200);
    assertThat(tile.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(tile.headers().firstValue("Cache-Control").orElseThrow())
        .contains("max-age=604800", "private", "immutable");
    String tag = tile.headers().firstValue("ETag").orElseThrow();
    var again =
        http.send(
            HttpRequest.newBuilder(URI.create(service.address() + base + "_files/10/1_1.jpeg"))
                .header("If-None-Match", tag)
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(get(base + "_files/10/9_0.jpeg").statusCode()).isEqualTo(404);
    assertThat(get(base + "_files/11/0_0.jpeg").statusCode()).isEqualTo(404);
  }

  @Test
  void takesASlideFromAnAllowedFolder() throws Exception {
    Path file = draw(folder.resolve("root/from folder.tiff"), 2);

    JobView job = importFrom(file.toUri().toString());

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    Slide slide = slideOf(job);
    assertThat(slide.getName()).isEqualTo("from folder.tiff");
    assertThat(slide.getMppSource()).isEqualTo(MppSource.TIFF_RESOLUTION);
    assertThat(slide.getTissueFraction()).isPositive();
  }

  @Test
  void leavesNothingOfABadFileFromAnAllowedFolder() throws Exception {
    Path file = Files.writeString(folder.resolve("root/bad.svs"), "nothing");
    List<Path> before = service.storedFiles();

    JobView job = importFrom(file.toUri().toString());

    assertThat(job.errorJson()).contains("/problems/unreadable-slide");
    service.awaitStored(before);
    assertThat(file).exists();
  }

  @Test
  void leavesNothingOfASlideWhoseJobIsCancelled() throws Exception {
    Path file = draw(folder.resolve("root/cancelled.tiff"), 5);
    List<Path> before = service.storedFiles();
    long artifacts = service.rows("artifact");

    UUID job;
    try (var database = service.context().getBean(DataSource.class).getConnection();
        var statement = database.createStatement()) {
      database.setAutoCommit(false);
      // Nothing can be stored, so that the job is cancelled while it copies the file.
      statement.execute("LOCK TABLE artifact IN SHARE MODE");
      job = submit(file.toUri().toString());
      await().until(() -> service.state(job) == JobState.RUNNING);
      assertThat(service.context().getBean(JobQueue.class).cancel(RunningService.WORKSPACE, job))
          .isEqualTo(new JobControl.Accepted(JobState.CANCELLING));
      database.rollback();
    }

    assertThat(service.finished(job).state()).isEqualTo(JobState.CANCELLED);
    service.awaitStored(before);
    await().until(() -> service.rows("artifact") == artifacts);
  }

  @Test
  void saysThatTheBytesAreGone() {
    String request =
        """
        {"name": "gone.svs", "digest": "%s",
         "tiling": {"tileSizePx": 224, "mpp": 0.5, "overlapPx": 0, "minTissue": 0.5}}"""
            .formatted("0".repeat(64));
    UUID id =
        service
            .context()
            .getBean(JobQueue.class)
            .submit(JobSubmission.of(RunningService.WORKSPACE, JobKind.INGEST, request));

    JobView job = service.finished(id);

    assertThat(job.errorJson())
        .contains("/problems/unreadable-slide", "gone.svs is no longer stored");
    assertThat(job.failures()).isEqualTo(1);
  }

  @Test
  void takesNoPrintersResolutionForAScanners() throws Exception {
    Path file = draw(folder.resolve("root/300-dpi.tiff"), 6);
    printAt300Dpi(file);

    JobView job = importFrom(file.toUri().toString());

    assertThat(job.errorJson()).contains("/problems/missing-mpp").contains("/mppOverride");
  }

  @Test
  void refusesATilingWithMoreTilesThanCanBeLaid() throws Exception {
    Path file = draw(folder.resolve("root/many tiles.tiff"), 7);
    List<Path> before = service.storedFiles();
    var request =
        new SlideImport()
            .uri(file.toUri().toString())
            .tiling(new TilingSpec().tileSizePx(16).mpp(0.02));

    JobView job = service.finished(service.slides().createSlideWithJson(request, null).getId());

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
  void listsSlidesNewestFirstAndByName() throws Exception {
    Slide older = synthetic(3);
    Slide newer = synthetic(4);

    var first = service.slides().listSlides(null, null, 1, null);
    assertThat(first.getItems()).extracting(Slide::getId).containsExactly(newer.getId());
    var second = service.slides().listSlides(null, null, 1, first.getNextPageToken());
    assertThat(second.getItems()).extracting(Slide::getId).containsExactly(older.getId());
    assertThat(service.slides().listSlides(null, older.getName(), 50, null).getItems())
        .extracting(Slide::getId)
        .containsExactly(older.getId());
  }

  @Test
  void doesNotKnowSlidesThatAreNotThere() throws Exception {
    String slide = "/v1/slides/" + UUID.randomUUID();
    for (String path :
        List.of("", "/thumbnail.jpeg", "/tissue-mask.png", "/deepzoom.dzi", "/tilings")) {
      assertThat(get(slide + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void isHealthy() throws Exception {
    assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  private Slide synthetic(long seed) throws Exception {
    JobView job = upload(draw(folder.resolve("synthetic-" + seed + ".tiff"), seed), null, null);
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return slideOf(job);
  }

  private static Path draw(Path file, long seed) throws IOException {
    SyntheticSlides.write(new SyntheticSlideSpec(seed, 1024, 0.5, SectionClass.TUMOUR), file);
    return file;
  }

  private Path cutShort(Path whole) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    return Files.write(folder.resolve("cut.svs"), Arrays.copyOf(bytes, bytes.length / 2));
  }

  private JobView upload(Path file, @Nullable String name, @Nullable Double mpp)
      throws ApiException {
    var job =
        service
            .slides()
            .createSlideWithFormData(
                file.toFile(), null, name, mpp, JsonMapper.shared().writeValueAsString(TILING));
    return service.finished(job.getId());
  }

  private JobView importFrom(String uri) throws ApiException {
    return service.finished(submit(uri));
  }

  private UUID submit(String uri) throws ApiException {
    var request = new SlideImport().uri(uri).tiling(TILING);
    return service.slides().createSlideWithJson(request, null).getId();
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

  private Slide slideOf(JobView job) throws ApiException {
    JobResult result = JsonMapper.shared().readValue(job.resultJson(), JobResult.class);
    return service.slides().getSlide(Objects.requireNonNull(result.getSlideId()));
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(service.address() + path)).build(),
        BodyHandlers.ofByteArray());
  }
}
