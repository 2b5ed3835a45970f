// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every slide that is there, read both ways. */
class RealSlidesTest {
  private static final String PYTHON = "contextile/slides-python/bin/python";

  private final Set<String> stored = new TreeSet<>();
  private final Set<String> byOpenSlide = new TreeSet<>();

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(TurboJpeg.isThere(), TurboJpeg.place());
  }

  @Test
  void ofScannersAndToolsHaveThePixelsOfOpenSlideEverywhere() throws IOException {
    compareAll("slides");

    assertThat(stored).containsExactly("CMU-1-Small-Region.svs");
    assertThat(byOpenSlide)
        .contains(
            "TCGA-CR-7395-01A-01-TS1.svs",
            "aperio-A9K0_1.svs",
            "cmu-1-dicom",
            "cmu-1-dicom-levels",
            "hamamatsu-test3-DAPI.ndpi",
            "highdicom-sm_image.dcm");
  }

  @Test
  void ofTheLungCohortHaveThePixelsOfOpenSlideEverywhere() throws IOException {
    compareAll("cohort-lung");

    assertThat(stored).hasSize(72).contains("lung-000.tiff", "lung-071.tiff");
    assertThat(byOpenSlide).isEmpty();
  }

  @Test
  void withAKnownAnswerHaveThePixelsOfOpenSlideEverywhere() throws IOException {
    compareAll("../cases");

    assertThat(stored).contains("sparse.tif", "rgb-that-is-ycbcr.tif");
  }

  /** 17,760 × 23,760 px of a real slide's stored tiles. */
  @Test
  void asLargeAsTheyComeHaveThePixelsOfOpenSlideEverywhere(@TempDir Path folder) throws Exception {
    Path maker = TestSlides.path("../tools/big_slide.py");
    Path python = python();
    assumeTrue(Files.isExecutable(python), "make bench-features has not made " + python);
    Path file = folder.resolve("big.svs");
    Process made =
        new ProcessBuilder(python.toString(), maker.toString(), "17760", "23760", file.toString())
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();

    compare(file, 12);

    assertThat(stored).containsExactly("big.svs");
  }

  private static Path python() {
    String chosen = System.getenv("CONTEXTILE_SLIDES_PYTHON");
    if (chosen != null) {
      return Path.of(chosen);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
        .resolve(PYTHON);
  }

  private void compareAll(String folder) throws IOException {
    for (Path file : files(TestSlides.path(folder))) {
      compare(file, 3);
    }
  }

  private void compare(Path file, int regions) throws IOException {
    Optional<PixelReader> reader = open(file);
    if (reader.isPresent()) {
      try (PixelReader own = reader.get();
          PixelReader other = OpenSlideReader.open(file)) {
        (SamePixels.assertSame(own, other, regions) ? stored : byOpenSlide).add(name(file));
      }
    }
  }

  /** Of a DICOM series one file, from which the others are found. */
  private static List<Path> files(Path folder) throws IOException {
    Set<Path> series = new HashSet<>();
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .sorted()
          .filter(SlideFormats::recognises)
          .filter(file -> isFirst(file, series))
          .toList();
    }
  }

  private static boolean isFirst(Path file, Set<Path> series) {
    Path folder = Objects.requireNonNull(file.getParent());
    return !folder.toString().contains("cmu-1-dicom") || series.add(folder);
  }

  /** With its folder, where it is one file of many that are called alike. */
  private static String name(Path file) {
    Path folder = Objects.requireNonNull(file.getParent());
    return folder.toString().contains("cmu-1-dicom")
        ? String.valueOf(folder.getFileName())
        : String.valueOf(file.getFileName());
  }

  private static Optional<PixelReader> open(Path file) {
    try {
      return Optional.of(SlideFormats.reader(file));
    } catch (UnreadableSlideException e) {
      return Optional.empty();
    }
  }
}
