// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.SlideLevel;
import org.contextile.client.ApiException;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slides of several files. */
final class SeveralFilesIT {
  private static final String SERIES = "slides/cmu-1-dicom-levels";

  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @ParameterizedTest
  @ValueSource(strings = {"", "/volume-278.dcm", "/label.dcm"})
  void takesInADicomSeriesByTheAddressOfItsFolderOrOfAnyFile(String file) throws Exception {
    Path folder = copied("by-uri");

    JobView job = service.importFrom(folder.toUri() + file.replaceFirst("^/", ""));

    Slide slide = whole(job, folder);
    assertThat(slide.getName()).isEqualTo(file.isEmpty() ? "by-uri" : file.substring(1));
    assertThat(tile(slide)).isEqualTo(200);
  }

  @Test
  void takesInAZipOfASeries() throws Exception {
    Path folder = copied("zipped");
    Path zip = zip(service.root().resolve("A17.zip"), folder);

    Slide slide = whole(service.importFrom(zip.toUri().toString()), folder);
    assertThat(slide.getName()).isEqualTo("A17");
    assertThat(tile(slide)).isEqualTo(200);
    assertThat(whole(service.upload(zip, null, null), folder).getName()).isEqualTo("A17");
  }

  @Test
  void takesInSeveralUploadsAndOneThatFailedAloneAmongThem() throws Exception {
    Path folder = copied("uploaded");
    Tus tus = new Tus(running.address());
    UUID coarse = tus.upload(folder.resolve("volume-278.dcm"));

    JobView alone = running.ended(take(new SlideImport().upload(coarse)));
    assertThat(alone.state()).isEqualTo(JobState.FAILED);
    assertThat(alone.errorJson())
        .contains("/problems/incomplete-slide", "volume-278.dcm", "278 × 371 px");

    List<UUID> all = new ArrayList<>(List.of(coarse));
    for (Path file : files(folder)) {
      if (!file.endsWith("volume-278.dcm")) {
        all.add(tus.upload(file));
      }
    }
    Slide slide = whole(running.ended(take(new SlideImport().uploads(all).name("all"))), folder);
    assertThat(slide.getName()).isEqualTo("all");
    for (UUID used : all) {
      assertThat(tus.head(used)).isEqualTo(404);
    }
  }

  @Test
  void saysThatTheFinestLevelOfASeriesCameAlone() throws Exception {
    Path finest = TestSlides.path(SERIES).resolve("volume-2220.dcm");

    Slide slide = service.slideOf(service.upload(finest, null, null));

    assertThat(slide.getLevels()).hasSize(1);
    assertThat(slide.getFileCount()).isEqualTo(1);
    assertThat(slide.getWarnings())
        .anySatisfy(it -> assertThat(it).contains("without any other file of the series"));
    assertThat(tile(slide)).isEqualTo(200);
  }

  @Test
  void refusesUploadsThatCannotBeFilesOfOneSlide() throws Exception {
    Tus tus = new Tus(running.address());
    UUID nameless = tus.upload(null, new byte[10]);
    UUID one = tus.upload("a.dcm", new byte[10]);
    UUID same = tus.upload("A.dcm", new byte[10]);
    UUID outside = tus.upload("../a.dcm", new byte[10]);

    assertThat(refused(new SlideImport().uploads(List.of(one, nameless))))
        .contains("/uploads/1", "has no name");
    assertThat(refused(new SlideImport().uploads(List.of(one, same))))
        .contains("/problems/unsafe-name", "/uploads/1", "A.dcm");
    assertThat(refused(new SlideImport().uploads(List.of(one, outside))))
        .contains("/problems/unsafe-name", "/uploads/1");
    UUID inside = tus.upload("a.DCM/b.dcm", new byte[10]);
    assertThat(refused(new SlideImport().uploads(List.of(inside, one))))
        .contains("/problems/unsafe-name", "/uploads/1", "name of a folder");
    UUID backslash = tus.upload("c\\a.dcm", new byte[10]);
    assertThat(refused(new SlideImport().uploads(List.of(one, backslash))))
        .contains("/problems/unsafe-name", "/uploads/1", "backslash");
    assertThat(refused(new SlideImport().uploads(List.of(one)).upload(one)))
        .contains("Give one of upload, uploads and uri");
    JobView two = running.ended(take(new SlideImport().uploads(List.of(one))));
    assertThat(two.errorJson()).contains("/problems/unreadable-slide");
  }

  @Test
  void refusesPartsOfSlidesByName() throws Exception {
    Path mrxs = Files.writeString(service.root().resolve("lonely.mrxs"), "jpeg");
    Path vms =
        Files.writeString(
            service.root().resolve("lonely.vms"),
            "[Virtual Microscope Specimen]\nImageFile=lonely.jpg\n");
    List<Path> before = service.storedFiles();

    for (Path file : List.of(mrxs, vms)) {
      String name = file.getFileName().toString();
      assertThat(service.upload(file, "renamed", 0.5).errorJson())
          .contains("/problems/incomplete-slide", name);
      assertThat(service.importFrom(file.toUri().toString()).errorJson())
          .contains("/problems/incomplete-slide", name);
    }
    service.awaitStored(before);
  }

  @Test
  void namesTheSlidesOfAFolderThatHoldsSeveral() throws Exception {
    Path folder = Files.createDirectories(service.root().resolve("several"));
    IngestService.render(folder.resolve("one.tiff"), 21);
    Files.copy(folder.resolve("one.tiff"), folder.resolve("two.tiff"));

    assertThat(service.importFrom(folder.toUri().toString()).errorJson())
        .contains("/problems/several-slides", "one.tiff, two.tiff");
  }

  @Test
  void followsNoLinkToACompanion() throws Exception {
    Path folder = Files.createDirectories(service.root().resolve("linked"));
    Path secret = Files.writeString(running.folder().resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("s.jpg"), secret);
    Path main =
        Files.writeString(
            folder.resolve("s.vms"), "[Virtual Microscope Specimen]\nImageFile=s.jpg\n");

    assertThat(service.importFrom(main.toUri().toString()).errorJson())
        .contains("/problems/unsafe-name", "symbolic link");
  }

  @Test
  void refusesAFolderOfNamesThatAreNoneElsewhere() throws Exception {
    Path folder = copied("backslash");
    Files.move(folder.resolve("label.dcm"), folder.resolve("la\\bel.dcm"));
    List<Path> before = service.storedFiles();

    JobView job = service.importFrom(folder.toUri().toString());

    assertThat(job.errorJson())
        .contains("/problems/unsafe-name", "/uri", "'la\\\\bel.dcm' has a backslash");
    service.awaitStored(before);
  }

  @Test
  void losesNoneOfTwoFilesWhoseNamesAreNoText() throws Exception {
    Path folder = copied("latin1");
    assertThat(
            new ProcessBuilder(
                    "sh",
                    "-c",
                    "mv label.dcm \"$(printf 'a\\351')\"; mv volume-555.dcm \"$(printf 'a\\350')\"")
                .directory(folder.toFile())
                .start()
                .waitFor())
        .isZero();

    assertThat(service.importFrom(folder.toUri().toString()).errorJson())
        .contains("/problems/unsafe-name", "Two files are named 'a�'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slip",
        "absolute",
        "backslash",
        "twice",
        "inside",
        "bomb",
        "torn",
        "empty",
        "many"
      })
  void leavesNothingOfAHostileZip(String what) throws Exception {
    Path zip = running.folder().resolve(what + ".zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      switch (what) {
        case "slip" -> add(entries, "../../evil.svs", 1);
        case "absolute" -> add(entries, "/etc/evil.svs", 1);
        case "backslash" -> add(entries, "..\\evil.svs", 1);
        case "twice" -> {
          add(entries, "a.svs", 1);
          add(entries, "A.svs", 1);
        }
        case "inside" -> {
          add(entries, "a/b.svs", 1);
          add(entries, "a", 1);
        }
        case "bomb" -> add(entries, "a.svs", 100 << 20);
        case "many" -> {
          for (int i = 0; i < 20_001; i++) {
            add(entries, "f" + i, 0);
          }
        }
        default -> add(entries, "readme.txt", 10);
      }
    }
    if (what.equals("torn")) {
      byte[] bytes = Files.readAllBytes(zip);
      Files.write(zip, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }
    List<Path> before = service.storedFiles();
    long artifacts = service.rows("artifact");

    JobView job = service.upload(zip, null, 0.5);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.failures()).isEqualTo(1);
    assertThat(job.errorJson())
        .containsAnyOf("/problems/unreadable-slide", "/problems/unsafe-name");
    service.awaitStored(before);
    await().until(() -> service.rows("artifact") == artifacts);
    assertThat(running.folder().resolveSibling("evil.svs")).doesNotExist();
  }

  @Test
  void handsOutAndStoresNothingThatNamesThePatient() throws Exception {
    Path folder = copied("private");

    JobView job = service.importFrom(folder.toUri().toString());

    Slide slide = whole(job, folder);
    String answer =
        new String(service.get("/v1/slides/" + slide.getId()).body(), StandardCharsets.UTF_8);
    String stored =
        String.join(
                "\n",
                running.jdbc().sql("select slide::text from slide").query(String.class).list())
            + String.join(
                "\n",
                running.jdbc().sql("select job::text || ' ' from job").query(String.class).list())
            + String.join(
                "\n",
                running.jdbc().sql("select data::text from job_event").query(String.class).list());
    for (String secret : List.of("TEST^PATIENT", "TEST-PATIENT", "TEST-ACC", "19700101")) {
      assertThat(answer).doesNotContain(secret);
      assertThat(stored).doesNotContain(secret);
    }
    assertThat(slide.getWithheldProperties())
        .contains(
            "dicom.PatientName",
            "dicom.PatientID",
            "dicom.PatientBirthDate",
            "dicom.AccessionNumber",
            "dicom.StudyInstanceUID");
    assertThat(slide.getProperties())
        .containsEntry("openslide.mpp-x", "0.499")
        .containsEntry("dicom.Modality", "SM");
  }

  private Slide whole(JobView job, Path folder) throws Exception {
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    Slide slide = service.slideOf(job);
    assertThat(slide.getLevels())
        .extracting(SlideLevel::getWidthPx)
        .containsExactly(2220L, 1110L, 555L, 278L);
    assertThat(slide.getAssociatedImages()).containsExactly("label", "macro", "thumbnail");
    assertThat(slide.getFileCount()).isEqualTo(7);
    long bytes = 0;
    for (Path file : files(folder)) {
      bytes += Files.size(file);
    }
    assertThat(slide.getSizeBytes()).isEqualTo(bytes);
    return slide;
  }

  private int tile(Slide slide) throws Exception {
    return service.get("/v1/slides/" + slide.getId() + "/deepzoom_files/9/0_0.jpeg").statusCode();
  }

  private Path copied(String name) throws IOException {
    Path series = TestSlides.path(SERIES);
    Path folder = service.root().resolve(name);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      for (Path file : files(series)) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return folder;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Path zip(Path zip, Path folder) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      add(entries, "__MACOSX/._volume-278.dcm", 10);
      entries.putNextEntry(new ZipEntry("A17/"));
      for (Path file : files(folder)) {
        entries.putNextEntry(new ZipEntry("A17/" + file.getFileName()));
        Files.copy(file, entries);
      }
    }
    return zip;
  }

  private static void add(ZipOutputStream zip, String name, int bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(new byte[bytes]);
    zip.closeEntry();
  }

  private UUID take(SlideImport request) throws ApiException {
    return service.slides().createSlideWithJson(request.tiling(IngestService.TILING), null).getId();
  }

  private String refused(SlideImport request) {
    ApiException refused = catchThrowableOfType(ApiException.class, () -> take(request));
    assertThat(refused.getCode()).isEqualTo(422);
    return refused.getResponseBody();
  }
}
