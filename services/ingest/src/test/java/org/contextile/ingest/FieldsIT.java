// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contextile.api.model.MppSource;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.fields.TestPictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Flat pictures and tiles as slides. */
final class FieldsIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @Test
  void takesInAPngWhosePixelsTheUserSizes() throws Exception {
    Path png = TestPictures.png(file("field.png"), 700, 600);

    Slide slide = slide(service.upload(png, null, 0.5));

    assertThat(slide.getName()).isEqualTo("field.png");
    assertThat(slide.getMpp()).isEqualTo(0.5);
    assertThat(slide.getMppSource()).isEqualTo(MppSource.OVERRIDE);
    assertThat(slide.getWidthPx()).isEqualTo(700);
    assertThat(slide.getLevels()).hasSize(2);
    assertThat(slide.getWarnings())
        .contains(
            "Made of the PNG field.png, 700 × 600 px: stored without loss as a pyramid of tiles,"
                + " and read from that.");
    assertThat(slide.getProperties())
        .containsEntry("contextile.source.format", "png")
        .containsEntry("contextile.source.name", "field.png")
        .containsEntry("contextile.source.sha256", digest(png))
        .containsEntry("openslide.level-count", "2");
    assertThat(service.get("/v1/slides/" + slide.getId() + "/deepzoom_files/10/0_0.jpeg").body())
        .isNotEmpty();
  }

  @Test
  void takesARealJpegAndAStrippedTiffByTheirAddress() throws Exception {
    for (String name :
        List.of("fields/monuseg/TCGA-18-5592-01Z-00-DX1.jpg", "slides/kidney-48-5.tif")) {
      Path source = TestSlides.path(name);
      Path copy = service.root().resolve(source.getFileName());
      Files.copy(source, copy);
      copy.toFile().setWritable(true);

      Slide slide =
          slide(
              running.ended(
                  take(
                      new SlideImport()
                          .uri(copy.toUri().toString())
                          .mppOverride(0.25)
                          .tiling(IngestService.TILING))));
      assertThat(slide.getName()).isEqualTo(copy.getFileName().toString());
      assertThat(slide.getMpp()).isEqualTo(0.25);
      assertThat(slide.getProperties()).containsEntry("contextile.source.sha256", digest(source));
    }
  }

  @Test
  void asksForTheSizeOfPixelsWhateverDensityThePictureHas() throws Exception {
    Path png = TestPictures.png(running.folder().resolve("dense.png"), 64, 64);
    TestPictures.withChunk(
        png,
        "pHYs",
        ByteBuffer.allocate(9).putInt(2_000_000).putInt(2_000_000).put((byte) 1).array());
    UUID upload = new Tus(running.address()).upload(png);

    JobView job = running.ended(take(new SlideImport().upload(upload)));
    assertThat(job.errorJson())
        .contains("/problems/missing-mpp", "dense.png is a flat picture", "mppOverride", "is kept");

    assertThat(slide(running.ended(take(new SlideImport().upload(upload).mppOverride(0.5)))))
        .extracting(Slide::getMpp)
        .isEqualTo(0.5);
  }

  @Test
  void takesEqualTilesAsOneSlideFromAFolderAZipOrUploads() throws Exception {
    Path folder = Files.createDirectories(service.root().resolve("tiles"));
    for (int i = 0; i < 6; i++) {
      TestPictures.plain(
          folder.resolve("a_x%d_y%d.png".formatted(300 * (i % 3), 300 * (i / 3))),
          300,
          300,
          i % 3 == 0 ? 0xb06090 : 0xf0f0f0);
    }
    Files.writeString(folder.resolve("readme.txt"), "text");
    Path zip = zip(service.root().resolve("tiles.zip"), folder);
    Tus tus = new Tus(running.address());
    List<UUID> uploads = new ArrayList<>();
    for (Path file : files(folder)) {
      uploads.add(tus.upload(file));
    }

    List<String> sources = new ArrayList<>();
    for (SlideImport way :
        List.of(
            new SlideImport().uri(folder.toUri().toString()),
            new SlideImport().uri(zip.toUri().toString()),
            new SlideImport().uploads(uploads))) {
      Slide slide = slide(running.ended(take(way.mppOverride(0.5).name("mosaic"))));
      assertThat(slide.getWidthPx()).isEqualTo(900);
      assertThat(slide.getHeightPx()).isEqualTo(600);
      assertThat(slide.getFileCount()).isEqualTo(1);
      assertThat(slide.getTissueFraction()).isBetween(0.3, 0.37);
      assertThat(slide.getWarnings())
          .anySatisfy(it -> assertThat(it).contains("lie where their names say"));
      assertThat(slide.getProperties())
          .containsEntry("contextile.layout", "by-name")
          .containsEntry("contextile.source.pictures", "6");
      sources.add(slide.getProperties().get("contextile.source.sha256"));
    }
    assertThat(sources).containsOnly(sources.getFirst());
  }

  @Test
  void refusesWhatItCannotShowRightAndLeavesNothingBehind() throws Exception {
    Path grey =
        TestPictures.write(
            service.root().resolve("grey.png"),
            "png",
            null,
            TestPictures.image(BufferedImage.TYPE_BYTE_GRAY, 64, 64));
    Path unequal = Files.createDirectories(service.root().resolve("unequal"));
    TestPictures.png(unequal.resolve("one.png"), 64, 64);
    TestPictures.png(unequal.resolve("two.png"), 64, 65);
    Path torn = TestPictures.png(service.root().resolve("torn.png"), 300, 300);
    byte[] whole = Files.readAllBytes(torn);
    whole[whole.length / 2] ^= 1;
    Files.write(torn, whole);
    List<Path> before = service.storedFiles();
    long artifacts = service.rows("artifact");

    assertThat(refused(grey)).contains("/problems/unsupported-pixels", "grey.png: its PNG colour");
    assertThat(refused(unequal))
        .contains("/problems/unreadable-slide", "one.png has 64 × 64 px, two.png 64 × 65");
    assertThat(refused(torn)).contains("/problems/unreadable-slide", "checksum");
    service.awaitStored(before);
    await().until(() -> service.rows("artifact") == artifacts);
  }

  private String refused(Path place) throws Exception {
    JobView job =
        running.ended(take(new SlideImport().uri(place.toUri().toString()).mppOverride(0.5)));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    return Objects.requireNonNull(job.errorJson());
  }

  private UUID take(SlideImport request) throws Exception {
    return service.slides().createSlideWithJson(request, null).getId();
  }

  private Slide slide(JobView job) throws Exception {
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return service.slideOf(job);
  }

  private static Path file(String name) {
    return running.folder().resolve(name);
  }

  private static String digest(Path file) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Path zip(Path zip, Path folder) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Path file : files(folder)) {
        out.putNextEntry(new ZipEntry("tiles/" + file.getFileName()));
        Files.copy(file, out);
      }
    }
    return zip;
  }
}
