// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Random;
import org.contextile.library.wsi.slide.Overview;
import org.contextile.library.wsi.slide.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PenMarksTest {
  private static final int SIDE = 120;
  private static final int EOSIN = 0xd9a0c4;

  @ParameterizedTest
  @ValueSource(strings = {"28964f", "324fab", "c8202a", "2b2b2e", "2aa0b4", "101c50", "96d2a0"})
  void seesInkOfEveryColourOnGlass(String colour) {
    var image = glass();
    stripe(image, 40, 20, Integer.parseInt(colour, 16), 3);
    double share = (double) PenMarks.of(image, 8).all().cardinality() / (SIDE * SIDE);
    assertThat(share).isCloseTo(20.0 / SIDE, within(0.005));
  }

  @ParameterizedTest
  @ValueSource(strings = {"28964f", "324fab", "c8202a"})
  void leavesTheTissueBesideInkTissue(String colour) {
    var image = glass();
    stripe(image, 20, 40, EOSIN, 25);
    stripe(image, 60, 15, Integer.parseInt(colour, 16), 3);
    var found =
        TissueSegmentation.segment(
            new Overview(image, new BitSet()), 8, 16, TissueSettings.DEFAULT);
    assertThat(found.mask().fraction()).isCloseTo(40.0 / SIDE, within(0.02));
    assertThat(found.mask().penFraction()).isCloseTo(15.0 / SIDE, within(0.02));
  }

  /**
   * Eosin, haematoxylin, both, blood, DAB, its counterstain, a trichrome's blue with its texture.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"e08fb8", "6a4a96", "a0609c", "b8485c", "8c5a38", "8ea8cc", "c86a9e", "503070"})
  void takesNoStainForInk(String colour) {
    var image = glass();
    stripe(image, 20, 60, Integer.parseInt(colour, 16), 4);
    assertThat(PenMarks.of(image, 8).all().cardinality()).isZero();
  }

  @Test
  void takesATexturedGreenStainForTissue() {
    var image = glass();
    stripe(image, 20, 60, 0x3f9a86, 60);
    assertThat(PenMarks.of(image, 8).all().cardinality()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"28964f", "324fab", "2aa0b4", "c8202a"})
  void aDenseEvenStainMayBeKept(String colour) {
    var image = glass();
    stripe(image, 20, 60, Integer.parseInt(colour, 16), 3);
    stripe(image, 90, 20, 0x1b1b1e, 3);

    TissueMask left = found(image, TissueSettings.DEFAULT);
    TissueMask kept = found(image, TissueSettings.DEFAULT.counting(20_000, true));

    assertThat(left.fraction()).isZero();
    assertThat(left.colouredInkFraction()).isCloseTo(60.0 / SIDE, within(0.005));
    assertThat(kept.fraction()).isCloseTo(60.0 / SIDE, within(0.005));
    assertThat(kept.keptInkFraction()).isEqualTo(kept.fraction());
    assertThat(kept.blackFraction()).as("never kept").isCloseTo(20.0 / SIDE, within(0.005));
    // Either mask says all that the other does.
    TissueMask stored = TissueMask.fromPng(left.toPng(), left.level0PerPx());
    double least = 20_000 / (8.0 * 8.0) * 16 * 16;
    assertThat(stored.counting(least, true).toPng()).isEqualTo(kept.toPng());
    assertThat(kept.counting(least, false).toPng()).isEqualTo(left.toPng());
  }

  @Test
  void keptInkIsOnePieceWithTheTissueThatItTouches() {
    var image = glass();
    for (int y = 0; y < SIDE; y++) {
      stripe(image, y, 1, y < 40 ? 0x324fab : y < 50 ? EOSIN : 0xf3f3f3, y < 40 ? 3 : 25);
    }
    double mostOfEither = 45.0 * SIDE * 8 * 8;

    TissueMask left = found(image, TissueSettings.DEFAULT.counting(mostOfEither, false));
    TissueMask kept = found(image, TissueSettings.DEFAULT.counting(mostOfEither, true));

    assertThat(left.fraction()).isZero();
    assertThat(kept.fraction()).isCloseTo(50.0 / SIDE, within(0.02));
  }

  private static TissueMask found(RgbImage image, TissueSettings settings) {
    return TissueSegmentation.segment(new Overview(image, new BitSet()), 8, 16, settings).mask();
  }

  private static RgbImage glass() {
    var image = new RgbImage(SIDE, SIDE, new byte[3 * SIDE * SIDE]);
    stripe(image, 0, SIDE, 0xf3f3f3, 1);
    return image;
  }

  /** A stripe across the image whose pixels differ from a colour by up to some grey levels. */
  private static void stripe(RgbImage image, int top, int height, int colour, int noise) {
    var random = new Random(7);
    for (int i = 3 * top * SIDE; i < 3 * (top + height) * SIDE; i += 3) {
      int more = random.nextInt(2 * noise + 1) - noise;
      for (int c = 0; c < 3; c++) {
        int value = (colour >> (8 * (2 - c)) & 0xff) + more;
        image.pixels()[i + c] = (byte) Math.clamp(value, 0, 255);
      }
    }
  }
}
