// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.contextile.library.wsi.synthetic.PatternTiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MppTest {
  @Test
  void refusesPixelsThatAreNotSquareWithBothSides(@TempDir Path folder) throws IOException {
    var file =
        PatternTiff.write(folder.resolve("slide.tiff"), TestPattern.PRIME, -1, -1, 0.25, 0.5);
    try (var slide = SlideFormats.open(file)) {
      assertThatThrownBy(slide::requireMpp)
          .isInstanceOf(AnisotropicMppException.class)
          .hasMessageContaining("0.25 µm wide")
          .hasMessageContaining("0.5 µm high");
    }
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(0.5)))) {
      assertThat(slide.requireMpp().value()).isEqualTo(0.5);
    }
  }

  @Test
  void takesTheMeanOfAxesThatDifferByAScannersNoise() {
    assertThat(new Mpp(0.2520, 0.2518, MppSource.OPENSLIDE).value()).isEqualTo(0.2519);
    assertThat(new Mpp(0.25, 0.2526, MppSource.OPENSLIDE).isSquare()).isFalse();
  }

  @Test
  void aPrintersResolutionIsNoScanners(@TempDir Path folder) throws IOException {
    var file = FlatTiff.write(folder.resolve("300-dpi.tiff"), 512, 25_400.0 / 300);
    try (var slide = SlideFormats.open(file)) {
      assertThat(slide.properties()).containsKey("openslide.mpp-x");
      assertThat(slide.mpp()).isEmpty();
      assertThatThrownBy(slide::requireMpp).isInstanceOf(MissingMppException.class);
    }
  }

  @Test
  void takesResolutionTagsUpToThoseOfTheWeakestLens() {
    assertThat(Mpp.of(properties("generic-tiff", "10", "10")))
        .contains(new Mpp(10, 10, MppSource.TIFF_RESOLUTION));
    assertThat(Mpp.of(properties("generic-tiff", "10.1", "10"))).isEmpty();
    assertThat(Mpp.of(properties("generic-tiff", "0.5", "84.67"))).isEmpty();
  }

  @Test
  void takesAVendorsWordUpToTwentyMicrons() {
    assertThat(Mpp.of(properties("aperio", "20", "20")))
        .contains(new Mpp(20, 20, MppSource.OPENSLIDE));
    assertThat(Mpp.of(properties("aperio", "20.1", "20.1"))).isEmpty();
    assertThat(Mpp.of(properties("aperio", "0.01", "0.01"))).isEmpty();
  }

  @Test
  void writesFiguresAsTheyAreReadWithoutMoreDigitsThanTell() {
    assertThat(List.of(0.25, 8.07, 1000.0, 0.194481, 1e-5, 3))
        .extracting(value -> Mpp.text(value.doubleValue()))
        .containsExactly("0.25", "8.07", "1000", "0.1945", "0.00001", "3");
  }

  private static Map<String, String> properties(String vendor, String x, String y) {
    return Map.of("openslide.vendor", vendor, "openslide.mpp-x", x, "openslide.mpp-y", y);
  }
}
