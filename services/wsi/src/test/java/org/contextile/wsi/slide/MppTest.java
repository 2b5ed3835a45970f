// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.contextile.wsi.SlideFormats;
import org.contextile.wsi.synthetic.FlatTiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MppTest {
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
  void takesAVendorsWord() {
    assertThat(Mpp.of(properties("aperio", "84.67", "84.67")))
        .contains(new Mpp(84.67, 84.67, MppSource.OPENSLIDE));
  }

  private static Map<String, String> properties(String vendor, String x, String y) {
    return Map.of("openslide.vendor", vendor, "openslide.mpp-x", x, "openslide.mpp-y", y);
  }
}
