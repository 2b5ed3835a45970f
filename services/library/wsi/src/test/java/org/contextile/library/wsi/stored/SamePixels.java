// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/** Holds two readers of one file against each other. */
final class SamePixels {
  private static final int MOST_PX = 700;

  private SamePixels() {}

  /**
   * Compares regions at odd places of every level, and over all edges.
   *
   * @param regions of each level, beside those at its corners
   * @return whether any level is read from stored tiles
   */
  static boolean assertSame(PixelReader own, PixelReader other, int regions) {
    var random = new Random(3);
    boolean any = false;
    for (Level level : own.levels()) {
      any |= own.path(level).isStoredTiles();
      int width = (int) level.widthPx();
      int height = (int) level.heightPx();
      for (int[] corner : new int[][] {{0, 0}, {1, 0}, {0, 1}, {1, 1}}) {
        assertSame(own, other, level, corner[0] * width - 33, corner[1] * height - 41, 301, 77);
      }
      for (int i = 0; i < regions; i++) {
        int columns = 1 + random.nextInt(Math.min(MOST_PX, width));
        int rows = 1 + random.nextInt(Math.min(MOST_PX, height));
        int x = random.nextInt(Math.max(1, width - columns / 2)) | 1;
        int y = random.nextInt(Math.max(1, height - rows / 2)) | 1;
        assertSame(own, other, level, x, y, columns, rows);
      }
    }
    return any;
  }

  private static void assertSame(
      PixelReader own, PixelReader other, Level level, int x, int y, int columns, int rows) {
    var region = new LevelRegion(level, x, y, columns, rows);
    byte[] one = read(own, region);
    byte[] two = read(other, region);
    String place =
        "%s, level %d, %d × %d px at (%d, %d)"
            .formatted(own.name(), level.index(), columns, rows, x, y);
    assertThat(one).as(place).hasSameSizeAs(two);
    if (!own.path(level).isStoredTiles() || isExact(own, level)) {
      assertThat(Arrays.mismatch(one, two)).as(place).isNegative();
      return;
    }
    int most = 0;
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      int difference = Math.abs((one[i] & 0xff) - (two[i] & 0xff));
      most = Math.max(most, difference);
      sum += difference;
    }
    assertThat(most).as(place).isLessThanOrEqualTo(4);
    assertThat((double) sum / Math.max(1, one.length)).as(place).isLessThanOrEqualTo(1);
  }

  /** Elsewhere OpenSlide blends pixels, which is taken back to four grey levels at the worst. */
  private static boolean isExact(PixelReader reader, Level level) {
    Level whole = reader.levels().getFirst();
    double across = (double) whole.widthPx() / level.widthPx();
    double down = (double) whole.heightPx() / level.heightPx();
    return (across + down) / 2 == level.downsample();
  }

  /** No bytes where it cannot be read. */
  private static byte[] read(PixelReader reader, LevelRegion region) {
    try {
      var rgb = new byte[region.bytes()];
      reader.read(region, MemorySegment.ofArray(rgb));
      return rgb;
    } catch (UnreadableRegionException e) {
      return new byte[0];
    }
  }
}
