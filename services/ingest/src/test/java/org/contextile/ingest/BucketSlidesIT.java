// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contextile.api.model.Slide;
import org.contextile.client.ApiException;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.intake.bucket.S3Store;
import org.contextile.intake.bucket.S3Store.Mishap;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slides from buckets of a store that speaks S3's protocol. */
final class BucketSlidesIT {
  private static final String SERIES = "slides/cmu-1-dicom-levels";
  private static final S3Store STORE = IngestService.STORE;

  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @BeforeAll
  static void trusted() {
    System.setProperty("aws.accessKeyId", S3Store.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", S3Store.SECRET_KEY);
    STORE
        .with("slides", "forbidden/a.svs", text("a"))
        .with("slides", "large.svs", new byte[(20 << 20) + 1])
        .with("slides", "several/a.svs", text("a"))
        .with("slides", "several/b.NDPI", text("b"))
        .with("slides", "names/a.dcm", text("a"))
        .with("slides", "names/A.dcm", text("b"))
        .with("slides", "text/readme.txt", text("a"))
        .with("slides", "mrxs/X.mrxs", text("jpeg"))
        .with("slides", "mrxs/X/Slidedat.ini", text("FILE_0 = Data0000.dat\n"))
        .with("slides", "mrxs/X/Data0000.dat", text("data"))
        .with("slides", "mrxs/lonely.mrxs", text("jpeg"))
        .with(
            "slides",
            "vms/s.vms",
            text("[Virtual Microscope Specimen]\nImageFile=s.jpg\nMapFile=gone.jpg\n"))
        .with("slides", "vms/s.jpg", text("jpeg"))
        .with("lab", "private/a.svs", text("a"))
        .with("private", "a.svs", text("a"));
  }

  @AfterAll
  static void unknown() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void takesInAnObjectWithoutListingItsFolder() throws Exception {
    byte[] bytes = Files.readAllBytes(TestSlides.path(TestSlides.CMU_SMALL));
    STORE.with("lab", "2026/one/A 17+%20.svs", bytes);
    int before = STORE.seen().size();

    Slide slide = service.slideOf(succeeded("s3://lab/2026/one/A 17+%20.svs"));

    assertThat(slide.getName()).isEqualTo("A 17+%20.svs");
    assertThat(slide.getSizeBytes()).isEqualTo(bytes.length);
    assertThat(STORE.seen().subList(before, STORE.seen().size()))
        .noneMatch(it -> it.startsWith("LIST"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"series/", "series", "series/volume-278.dcm", "series/label.dcm"})
  void takesInADicomSeriesByItsFolderOrAnyObject(String key) throws Exception {
    putSeries("series/");

    Slide slide = service.slideOf(succeeded("s3://slides/" + key));

    assertThat(slide.getFileCount()).isEqualTo(7);
    assertThat(slide.getLevels()).hasSize(4);
    assertThat(slide.getName()).isEqualTo(Path.of(key).getFileName().toString());
  }

  @Test
  void downloadsOfAFolderOfManySeriesTheOneAskedFor() throws Exception {
    putSeries("many/");
    STORE.with("slides", "many/other.dcm", new byte[1 << 20]);

    Slide slide = service.slideOf(succeeded("s3://slides/many/volume-555.dcm"));

    assertThat(slide.getFileCount()).isEqualTo(7);
    assertThat(STORE.seen())
        .contains("GET many/other.dcm bytes=0-262143", "GET many/label.dcm")
        .doesNotContain("GET many/other.dcm");
  }

  @Test
  void takesInAZip() throws Exception {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream entries = new ZipOutputStream(zip)) {
      for (Path file : series()) {
        entries.putNextEntry(new ZipEntry("A17/" + file.getFileName()));
        Files.copy(file, entries);
      }
    }
    STORE.with("slides", "A17.zip", zip.toByteArray());

    Slide slide = service.slideOf(succeeded("s3://slides/A17.zip"));

    assertThat(slide.getFileCount()).isEqualTo(7);
    assertThat(slide.getName()).isEqualTo("A17");
  }

  @Test
  void bringsTheFolderOfAnMrxs() throws Exception {
    JobView job = service.importFrom("s3://slides/mrxs/X.mrxs");

    assertThat(STORE.seen()).contains("GET mrxs/X/Data0000.dat").doesNotContain("GET mrxs/lonely");
    assertThat(job.errorJson()).contains("/problems/unreadable-slide", "X.mrxs");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://slides/none.svs,/problems/bucket-not-found,s3://slides/none.svs/",
    "s3://slides/none/,/problems/bucket-not-found,spelling of uri",
    "s3://slides/forbidden/a.svs,/problems/bucket-forbidden,s3:GetObject",
    "s3://slides/large.svs,/problems/bucket-too-large,contextile.s3.max-size",
    "s3://slides/several/,/problems/several-slides,'a.svs, b.NDPI'",
    "s3://slides/names/,/problems/unsafe-name,one name on some systems",
    "s3://slides/text/,/problems/unreadable-slide,readme.txt",
    "s3://slides/text/readme.txt,/problems/unreadable-slide,readme.txt",
    "s3://slides/mrxs/lonely.mrxs,/problems/incomplete-slide,lonely.mrxs",
    "s3://slides/vms/s.vms,/problems/incomplete-slide,gone.jpg"
  })
  void failsAtOnceAndLeavesNothing(String uri, String type, String words) throws Exception {
    List<Path> before = service.storedFiles();
    long artifacts = service.rows("artifact");

    JobView job = service.importFrom(uri);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.failures()).isEqualTo(1);
    assertThat(job.errorJson()).contains(type, words).doesNotContain("/tmp");
    service.awaitStored(before);
    await().until(() -> service.rows("artifact") == artifacts);
    assertThat(STORE.seen())
        .doesNotContain("GET several/a.svs", "GET large.svs", "GET names/a.dcm");
  }

  @Test
  void refusesWhatIsNotAllowedWithoutAskingTheStore() {
    int before = STORE.seen().size();
    for (String uri :
        List.of(
            "s3://private/a.svs", "s3://lab/private/a.svs", "s3://lab/", "s3://slides/x/../a")) {
      assertThat(refused(uri)).contains("/problems/unsafe-name", "\"/uri\"");
    }
    assertThat(refused("s3:slides/a.svs")).contains("/problems/invalid-request", "\"/uri\"");
    assertThat(refused("s3://slides/a.svs?versionId=1")).contains("/problems/invalid-request");
    assertThat(STORE.seen()).hasSize(before);
  }

  @Test
  void goesOnWhereAConnectionBroke() throws Exception {
    byte[] bytes = Files.readAllBytes(TestSlides.path(TestSlides.CMU_SMALL));
    STORE.with("slides", "broken.svs", bytes);
    STORE.next(new Mishap.BreakOff(900_000), new Mishap.Status(503));

    assertThat(service.slideOf(succeeded("s3://slides/broken.svs")).getSizeBytes())
        .isEqualTo(bytes.length);
    assertThat(STORE.seen())
        .anySatisfy(it -> assertThat(it).matches("GET broken.svs bytes=[1-9]\\d*-"));
  }

  @Test
  void mixesNothingWithAnObjectThatWasReplaced() throws Exception {
    byte[] bytes = Files.readAllBytes(TestSlides.path(TestSlides.CMU_SMALL));
    STORE.with("slides", "replaced.svs", bytes);
    STORE.next(
        new Mishap.BreakOffThen(
            900_000, () -> STORE.with("slides", "replaced.svs", new byte[bytes.length])));
    List<Path> before = service.storedFiles();

    assertThat(service.importFrom("s3://slides/replaced.svs").errorJson())
        .contains("/problems/bucket-changed", "import it again");
    service.awaitStored(before);
  }

  private JobView succeeded(String uri) throws ApiException {
    JobView job = service.importFrom(uri);
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return job;
  }

  private String refused(String uri) {
    ApiException refused = catchThrowableOfType(ApiException.class, () -> service.submit(uri));
    assertThat(refused.getCode()).isEqualTo(422);
    return refused.getResponseBody();
  }

  private static void putSeries(String folder) throws IOException {
    for (Path file : series()) {
      STORE.with("slides", folder + file.getFileName(), Files.readAllBytes(file));
    }
  }

  private static List<Path> series() throws IOException {
    try (Stream<Path> files = Files.list(TestSlides.path(SERIES))) {
      return files.sorted().toList();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
