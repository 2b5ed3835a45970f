// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.junit.jupiter.api.Test;

/** Every slide that is there, read both ways. */
class RealSlidesTest {
  @Test
  void haveThePixelsOfOpenSlideEverywhere() throws IOException {
    var stored = new ArrayList<String>();
    for (String folder : List.of("slides", "cohort-lung", "../cases")) {
      for (Path file : files(TestSlides.path(folder))) {
        Optional<PixelReader> reader = open(file);
        if (reader.isPresent()) {
          try (PixelReader own = reader.get();
              PixelReader other = OpenSlideReader.open(file)) {
            if (SamePixels.assertSame(own, other, 3)) {
              stored.add(String.valueOf(file.getFileName()));
            }
          }
        }
      }
    }
    assertThat(stored)
        .contains("CMU-1-Small-Region.svs", "lung-000.tiff", "sparse.tif", "rgb-that-is-ycbcr.tif");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(SlideFormats::recognises)
          .filter(file -> !file.toString().endsWith(".dcm") || file.toString().contains("small"))
          .sorted()
          .toList();
    }
  }

  private static Optional<PixelReader> open(Path file) {
    try {
      return Optional.of(SlideFormats.reader(file));
    } catch (UnreadableSlideException e) {
      return Optional.empty();
    }
  }
}
