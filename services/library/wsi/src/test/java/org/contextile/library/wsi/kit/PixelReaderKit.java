// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.kit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link PixelReader}: a reader passes when a subclass that opens it does. A reader
 * must keep colours as they are stored, so its fixtures are without loss.
 */
@SuppressWarnings("JUnitClassModifiers") // Extended in other packages and modules.
public abstract class PixelReaderKit {
  private static final byte UNTOUCHED = 77;

  /** A slide that shows the pattern at 0.5 µm per pixel. */
  protected abstract PixelReader open(TestPattern pattern) throws Exception;

  /** The same, with one stored tile of level 0 that cannot be decoded. */
  protected abstract PixelReader openBroken(TestPattern pattern, int tileColumn, int tileRow)
      throws Exception;

  @Test
  public void describesItsLevelsFinestFirst() throws Exception {
    try (var reader = open(TestPattern.PYRAMID)) {
      assertThat(reader.levels()).hasSize(3);
      for (int i = 0; i < 3; i++) {
        Level level = reader.levels().get(i);
        var size = TestPattern.PYRAMID.sizes().get(i);
        assertThat(level.index()).isEqualTo(i);
        assertThat(level.widthPx()).isEqualTo(size.widthPx());
        assertThat(level.heightPx()).isEqualTo(size.heightPx());
        assertThat(level.downsample()).isEqualTo(TestPattern.PYRAMID.downsample(i));
        assertThat(level.tileWidthPx()).isEqualTo(TestPattern.PYRAMID.tileWidthPx());
        assertThat(level.tileHeightPx()).isEqualTo(TestPattern.PYRAMID.tileHeightPx());
      }
    }
  }

  @Test
  public void knowsResolutionBackgroundAndItself() throws Exception {
    try (var reader = open(TestPattern.PRIME)) {
      assertThat(reader.mpp()).isPresent();
      assertThat(reader.mpp().orElseThrow().x()).isCloseTo(0.5, within(1e-3));
      assertThat(reader.mpp().orElseThrow().y()).isCloseTo(0.5, within(1e-3));
      assertThat(reader.background()).isEqualTo(TestPattern.BACKGROUND);
      assertThat(reader.name()).isNotBlank();
      assertThat(reader.version().name()).isNotBlank();
      assertThatThrownBy(() -> reader.associatedImage("no such image"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  public void readsEveryPixelOfEveryLevel() throws Exception {
    for (var pattern : new TestPattern[] {TestPattern.PYRAMID, TestPattern.PRIME}) {
      try (var reader = open(pattern)) {
        for (int level = 0; level < pattern.sizes().size(); level++) {
          var size = pattern.sizes().get(level);
          assertReads(reader, pattern, level, 0, 0, size.widthPx(), size.heightPx());
        }
      }
    }
  }

  @Test
  public void readsRegionsOfPrimeSizeAtOddOffsets() throws Exception {
    var random = new Random(1);
    for (var pattern : new TestPattern[] {TestPattern.PYRAMID, TestPattern.PRIME}) {
      try (var reader = open(pattern)) {
        for (int level = 0; level < pattern.sizes().size(); level++) {
          for (int i = 0; i < 20; i++) {
            int x = 2 * random.nextInt(40) + 1;
            int y = 2 * random.nextInt(60) + 1;
            assertReads(reader, pattern, level, x, y, i % 2 == 0 ? 13 : 1, i % 3 == 0 ? 7 : 31);
          }
        }
      }
    }
  }

  @Test
  public void readsOverEveryEdgeWithTheBackgroundOutside() throws Exception {
    var pattern = TestPattern.PYRAMID;
    try (var reader = open(pattern)) {
      for (int level = 0; level < 3; level++) {
        int right = pattern.sizes().get(level).widthPx();
        int bottom = pattern.sizes().get(level).heightPx();
        for (int x : new int[] {-5, 17, right - 3}) {
          for (int y : new int[] {-7, 19, bottom - 2}) {
            assertReads(reader, pattern, level, x, y, 11, 13);
          }
        }
        assertReads(reader, pattern, level, -3, -3, right + 7, bottom + 5);
        assertReads(reader, pattern, level, -40, 5, 11, 3);
        assertReads(reader, pattern, level, right + 10, bottom + 10, 3, 5);
      }
    }
  }

  @Test
  public void writesTheRegionAndNothingAfterIt() throws Exception {
    try (var reader = open(TestPattern.PRIME);
        var arena = Arena.ofConfined()) {
      var region = new LevelRegion(reader.levels().getFirst(), 3, 5, 7, 11);
      for (var target :
          new MemorySegment[] {
            arena.allocate(region.bytes() + 5), MemorySegment.ofArray(new byte[region.bytes() + 5])
          }) {
        target.fill(UNTOUCHED);
        reader.read(region, target);
        assertPixels(TestPattern.PRIME, 0, 3, 5, 7, 11, target);
        for (int i = 0; i < 5; i++) {
          assertThat(target.get(JAVA_BYTE, region.bytes() + i)).isEqualTo(UNTOUCHED);
        }
      }
    }
  }

  @Test
  public void refusesATargetThatIsTooSmall() throws Exception {
    try (var reader = open(TestPattern.PRIME)) {
      var region = new LevelRegion(reader.levels().getFirst(), 0, 0, 7, 11);
      var target = MemorySegment.ofArray(new byte[region.bytes() - 1]);
      assertThatThrownBy(() -> reader.read(region, target))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  public void readsTheSameForManyThreads() throws Exception {
    var pattern = TestPattern.PYRAMID;
    try (var reader = open(pattern)) {
      inParallel(
          i -> {
            int level = i % 3;
            assertReads(reader, pattern, level, i % 41, i % 53, 1 + i % 29, 1 + i % 37);
          });
    }
  }

  @Test
  public void throwsOnceItIsClosed() throws Exception {
    var reader = open(TestPattern.PRIME);
    var region = new LevelRegion(reader.levels().getFirst(), 0, 0, 2, 2);
    reader.close();
    reader.close();
    assertThatThrownBy(() -> reader.read(region, MemorySegment.ofArray(new byte[12])))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  public void reportsARegionThatCannotBeDecodedAndReadsTheOthers() throws Exception {
    var pattern = TestPattern.PRIME;
    try (var reader = openBroken(pattern, 2, 3)) {
      var level = reader.levels().getFirst();
      for (int i = 0; i < 3; i++) {
        var bad = new LevelRegion(level, 2 * 64 - 1, 3 * 48 + 5, 3, 1);
        assertThatThrownBy(() -> reader.read(bad, MemorySegment.ofArray(new byte[bad.bytes()])))
            .isInstanceOf(UnreadableRegionException.class)
            .hasMessageContaining(reader.name());
        assertReads(reader, pattern, 0, 0, 0, 2 * 64, 757);
        assertReads(reader, pattern, 0, 3 * 64, 3 * 48, 61, 47);
      }
    }
  }

  @Test
  public void failsOnlyWhoReadsTheBrokenRegion() throws Exception {
    var pattern = TestPattern.PRIME;
    try (var reader = openBroken(pattern, 2, 3)) {
      var bad = new LevelRegion(reader.levels().getFirst(), 2 * 64 + 5, 3 * 48 + 5, 5, 5);
      inParallel(
          i -> {
            if (i % 5 == 0) {
              assertThatThrownBy(
                      () -> reader.read(bad, MemorySegment.ofArray(new byte[bad.bytes()])))
                  .isInstanceOf(UnreadableRegionException.class);
            } else {
              assertReads(reader, pattern, 0, 200 + i, 300, 31, 17);
            }
          });
    }
  }

  /** Compares a region, given in pixels of the level, with the pattern. */
  private static void assertReads(
      PixelReader reader, TestPattern pattern, int level, int x, int y, int width, int height)
      throws UnreadableRegionException {
    var region = new LevelRegion(reader.levels().get(level), x, y, width, height);
    var target = MemorySegment.ofArray(new byte[region.bytes()]);
    reader.read(region, target);
    assertPixels(pattern, level, x, y, width, height, target);
  }

  private static void assertPixels(
      TestPattern pattern, int level, int x, int y, int width, int height, MemorySegment rgb) {
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        long at = 3L * (row * width + column);
        int actual =
            (rgb.get(JAVA_BYTE, at) & 0xff) << 16
                | (rgb.get(JAVA_BYTE, at + 1) & 0xff) << 8
                | (rgb.get(JAVA_BYTE, at + 2) & 0xff);
        int expected = pattern.rgb(level, x + column, y + row);
        if (actual != expected) {
          assertThat(Integer.toHexString(actual))
              .as("pixel (%d, %d) of level %d", x + column, y + row, level)
              .isEqualTo(Integer.toHexString(expected));
        }
      }
    }
  }

  private static void inParallel(Reading reading) throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      var reads = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        Callable<Boolean> read =
            () -> {
              reading.at(number);
              return true;
            };
        reads.add(threads.submit(read));
      }
      for (var read : reads) {
        assertThat(read.get()).isTrue();
      }
    }
  }

  @FunctionalInterface
  private interface Reading {
    void at(int number) throws Exception;
  }
}
