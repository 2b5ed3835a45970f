// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.RgbImage;
import org.junit.jupiter.api.Test;

class DeepZoomTest {
  @Test
  void hasALevelForEveryHalving() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var pyramid = new DeepZoom(slide);
      assertThat(pyramid.levels()).isEqualTo(13);
      assertThat(pyramid.descriptor())
          .contains("Width=\"2220\" Height=\"2967\"", "Overlap=\"1\" TileSize=\"254\"");
      assertThat(pyramid.tile(0, 0, 0)).hasValueSatisfying(t -> assertSize(t, 1, 1));
      assertThat(pyramid.tile(8, 0, 0)).hasValueSatisfying(t -> assertSize(t, 139, 186));
    }
  }

  @Test
  void overlapsTilesOnInnerSidesOnly() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var pyramid = new DeepZoom(slide);
      assertThat(pyramid.tile(12, 0, 0)).hasValueSatisfying(t -> assertSize(t, 255, 255));
      assertThat(pyramid.tile(12, 3, 4)).hasValueSatisfying(t -> assertSize(t, 256, 256));
      assertThat(pyramid.tile(12, 8, 11)).hasValueSatisfying(t -> assertSize(t, 189, 174));
    }
  }

  @Test
  void hasTheSlidesOwnPixelsAtTheFinestLevel() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var tile = new DeepZoom(slide).tile(12, 2, 3).orElseThrow();
      var region = slide.readRegion(slide.levels().getFirst(), 2 * 254 - 1, 3 * 254 - 1, 256, 256);
      assertThat(tile.pixels()).isEqualTo(region.pixels());
    }
  }

  @Test
  void hasNothingOutside() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var pyramid = new DeepZoom(slide);
      assertThat(pyramid.tile(13, 0, 0)).isEmpty();
      assertThat(pyramid.tile(-1, 0, 0)).isEmpty();
      assertThat(pyramid.tile(12, 9, 0)).isEmpty();
      assertThat(pyramid.tile(12, 0, 12)).isEmpty();
      assertThat(pyramid.tile(12, -1, 0)).isEmpty();
    }
  }

  private static void assertSize(RgbImage tile, int width, int height) {
    assertThat(tile.widthPx()).isEqualTo(width);
    assertThat(tile.heightPx()).isEqualTo(height);
  }
}
