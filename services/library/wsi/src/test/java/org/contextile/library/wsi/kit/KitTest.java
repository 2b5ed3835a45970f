// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.kit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.junit.jupiter.api.Test;

/** The kit finds readers that are wrong, each in one way. */
final class KitTest {
  @Test
  void findsAReaderThatIsRightAtTheOriginOnly() {
    var kit =
        kit(
            (reader, region, rgb) ->
                reader.read(
                    region.x() == 0 && region.y() == 0
                        ? region
                        : new LevelRegion(
                            region.level(),
                            region.x() + 1,
                            region.y(),
                            region.widthPx(),
                            region.heightPx()),
                    rgb));

    assertFails(kit::readsRegionsOfPrimeSizeAtOddOffsets);
    assertFails(kit::readsOverEveryEdgeWithTheBackgroundOutside);
    assertFails(kit::readsTheSameForManyThreads);
  }

  @Test
  void findsAReaderThatTakesLevelZerosPixelsForTheLevelsOwn() {
    var kit =
        kit(
            (reader, region, rgb) ->
                reader.read(
                    new LevelRegion(
                        region.level(),
                        (long) (region.x() * region.level().downsample()),
                        (long) (region.y() * region.level().downsample()),
                        region.widthPx(),
                        region.heightPx()),
                    rgb));

    assertFails(kit::readsRegionsOfPrimeSizeAtOddOffsets);
  }

  @Test
  void findsAReaderThatIsBlackOutside() {
    var kit =
        kit(
            (reader, region, rgb) -> {
              if (region.x() < -30) {
                rgb.fill((byte) 0);
              } else {
                reader.read(region, rgb);
              }
            });

    assertFails(kit::readsOverEveryEdgeWithTheBackgroundOutside);
  }

  @Test
  void findsAReaderThatShowsWhiteWhereItCannotRead() {
    var kit =
        kit(
            (reader, region, rgb) -> {
              try {
                reader.read(region, rgb);
              } catch (UnreadableRegionException e) {
                rgb.fill((byte) 255);
              }
            });

    assertFails(kit::reportsARegionThatCannotBeDecodedAndReadsTheOthers);
    assertFails(kit::failsOnlyWhoReadsTheBrokenRegion);
  }

  @Test
  void findsAReaderThatIsDeadAfterItsFirstError() {
    var dead = new boolean[1];
    var kit =
        kit(
            (reader, region, rgb) -> {
              if (dead[0]) {
                throw new UnreadableRegionException("memory: dead");
              }
              try {
                reader.read(region, rgb);
              } catch (UnreadableRegionException e) {
                dead[0] = true;
                throw e;
              }
            });

    assertFails(kit::reportsARegionThatCannotBeDecodedAndReadsTheOthers);
  }

  @Test
  void findsAReaderThatWritesTooMuchOrReadsOnWhenClosed() {
    var kit =
        kit(
            (reader, region, rgb) -> {
              rgb.fill((byte) 0);
              try {
                reader.read(region, rgb);
              } catch (IllegalStateException | IllegalArgumentException e) {
                // A reader that does not care.
              }
            });

    assertFails(kit::writesTheRegionAndNothingAfterIt);
    assertFails(kit::throwsOnceItIsClosed);
    assertFails(kit::refusesATargetThatIsTooSmall);
  }

  private static void assertFails(Check check) {
    assertThatThrownBy(check::run).isInstanceOf(Throwable.class);
  }

  private static PixelReaderKit kit(Mistake mistake) {
    return new PixelReaderKit() {
      @Override
      protected PixelReader open(TestPattern pattern) {
        return openBroken(pattern, -1, -1);
      }

      @Override
      protected PixelReader openBroken(TestPattern pattern, int tileColumn, int tileRow) {
        var right = new MemoryReader(pattern, tileColumn, tileRow);
        return new MemoryReader(pattern) {
          @Override
          public void read(LevelRegion region, MemorySegment rgb) throws UnreadableRegionException {
            mistake.read(right, region, rgb);
          }

          @Override
          public void close() {
            right.close();
          }
        };
      }
    };
  }

  @FunctionalInterface
  private interface Mistake {
    void read(PixelReader right, LevelRegion region, MemorySegment rgb)
        throws UnreadableRegionException;
  }

  @FunctionalInterface
  private interface Check {
    void run() throws Exception;
  }
}
