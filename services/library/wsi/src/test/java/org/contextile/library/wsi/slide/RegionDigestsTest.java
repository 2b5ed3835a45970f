// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Compares regions with those of an independent reader; {@code region_digests.py} made them. */
class RegionDigestsTest {
  @ParameterizedTest
  @CsvFileSource(resources = "region-digests.csv", useHeadersInDisplayName = true)
  void readsTheSamePixelsAsOpenSlidesOwnPackage(
      String openSlide,
      String name,
      int levelIndex,
      long x,
      long y,
      int width,
      int height,
      String sha256)
      throws IOException, NoSuchAlgorithmException {
    assumeTrue(
        SlideFormats.openSlideVersion().equals(openSlide),
        "the digests are of OpenSlide "
            + openSlide
            + ", here is "
            + SlideFormats.openSlideVersion());
    try (var slide = SlideFormats.open(TestSlides.path(name))) {
      var image = slide.readRegion(slide.levels().get(levelIndex), x, y, width, height);
      var digest = MessageDigest.getInstance("SHA-256").digest(image.pixels());
      assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
    }
  }
}
