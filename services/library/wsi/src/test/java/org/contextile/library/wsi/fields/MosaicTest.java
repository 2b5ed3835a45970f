// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.wsi.files.SlideFileSet;
import org.contextile.library.wsi.files.SlideFileSets;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MosaicTest {
  private static final int SIDE = 50;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "10253_idx5_x%d_y%d_class0.png, 50, 51, in pixels",
    "'slide [x=%d,y=%d].png', 50, 0, in pixels",
    "tile_%d_%d.png, 50, 0, in pixels",
    "tile-x%d-y%d.png, 1, 0, as column and row",
    "%d_%d.png, 1, 1, as column and row",
    "a_col%d_row%d.png, 1, 0, say:",
  })
  void placesTilesWhereTheirNamesSay(String pattern, int step, int from, String said)
      throws Exception {
    for (int i = 0; i < 6; i++) {
      int column = i % 3;
      int row = i / 3;
      tile(pattern.formatted(from + step * column, from + step * row), i);
    }

    Mosaic mosaic = mosaic();
    assertThat(mosaic.placed()).isTrue();
    assertThat(mosaic.columns()).isEqualTo(3);
    assertThat(mosaic.rows()).isEqualTo(2);
    assertThat(mosaic.notes()).singleElement().asString().contains(said);
    assertColours(3, List.of(0, 1, 2, 3, 4, 5));
  }

  @ParameterizedTest
  @CsvSource({
    // A magnification and a serial number; overlaps; two pictures; no numbers; a place twice.
    "SOB_B_A-14-40-001.png SOB_B_A-14-40-002.png SOB_B_A-14-40-003.png, do not say",
    "a_x0_y0.png a_x25_y0.png a_x50_y0.png, without overlaps",
    "a_x0_y0.png b_x50_y0.png a_x50_y0.png, do not say",
    "one.png three.png two.png, do not say",
    "a_x0_y0.png a_x00_y0.png a_x50_y0.png, without overlaps",
    "p_1_1.png p_2_1.png p_9_3.png, without overlaps"
  })
  void laysOthersInTheOrderOfTheirNamesAndSaysThatTheyAreNoNeighbours(String names, String why)
      throws Exception {
    List<String> sorted = List.of(names.split(" ")).stream().sorted().toList();
    for (int i = 0; i < sorted.size(); i++) {
      tile(sorted.get(i), i);
    }

    Mosaic mosaic = mosaic();
    assertThat(mosaic.placed()).isFalse();
    assertThat(mosaic.notes())
        .singleElement()
        .asString()
        .contains(why, "Neighbours are none", "tileSizePx 50");
    assertColours(2, List.of(0, 1, 2, -1));
  }

  @Test
  void refusesTilesOfUnequalSizeNamingTwo() throws Exception {
    tile("a.png", 1);
    TestPictures.plain(folder.resolve("b.png"), SIDE, SIDE + 1, 0x102030);

    assertThatThrownBy(this::mosaic)
        .isInstanceOf(UnreadableSlideException.class)
        .hasMessageContaining("a.png has 50 × 50 px, b.png 50 × 51");
  }

  @Test
  void takesTheDensestPlacingForNoMoreEmptyCellsThanItHasReasonTo() throws Exception {
    tile("a_x0_y0.png", 0);
    tile("a_x5000_y5000.png", 1);

    assertThat(mosaic().placed()).isFalse();
  }

  private void tile(String name, int i) throws IOException {
    TestPictures.plain(folder.resolve(name), SIDE, SIDE, colour(i));
  }

  private static int colour(int i) {
    return i < 0 ? 0xffffff : 0x102030 + 0x111111 * i;
  }

  private Mosaic mosaic() throws Exception {
    List<FlatPicture> pictures = new ArrayList<>();
    SlideFileSet set = SlideFileSets.ofFolder(folder);
    assertThat(set.flat()).isTrue();
    var _ = FieldConversion.of(set.files());
    for (Path file : set.files()) {
      pictures.add(FlatPicture.of(file).orElseThrow());
    }
    return Mosaic.of(pictures);
  }

  private void assertColours(int columns, List<Integer> cells) throws Exception {
    Path out = folder.resolveSibling("mosaic-" + folder.getFileName() + ".tif");
    FieldConversion.of(SlideFileSets.ofFolder(folder).files()).write(out, _ -> {});
    try (Slide slide = FieldConversionTest.open(out)) {
      RgbImage whole =
          slide.readRegion(
              slide.levels().getFirst(), 0, 0, (int) slide.widthPx(), (int) slide.heightPx());
      assertThat(whole.widthPx()).isEqualTo(SIDE * columns);
      for (int i = 0; i < cells.size(); i++) {
        int left = i % columns * SIDE;
        int top = i / columns * SIDE;
        assertThat(whole.rgb(left, top)).isEqualTo(colour(cells.get(i)));
        assertThat(whole.rgb(left + SIDE - 1, top + SIDE - 1)).isEqualTo(colour(cells.get(i)));
      }
    }
  }
}
