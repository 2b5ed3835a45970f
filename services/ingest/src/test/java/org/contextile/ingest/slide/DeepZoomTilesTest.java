// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideTissue;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Slide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.unit.DataSize;

/** A slide of 16,384 px without a pyramid: level 10 of 14 is 16 times smaller. */
@Timeout(120)
final class DeepZoomTilesTest {
  private static final int SIDE_PX = 16_384;
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final CountDownLatch OPEN = new CountDownLatch(0);

  private final SlideEntity row = row();

  @Test
  void takeNoMoreMemoryThanTheyMayHoweverManyAreAskedForAtOnce() throws Exception {
    var slide = Slide.of(new FlatReader(SIDE_PX, OPEN));
    var reader = new FlatReader(SIDE_PX, OPEN);
    var tiles = tiles(reader, DataSize.ofMegabytes(20), LONG);
    try (var threads = Executors.newFixedThreadPool(16)) {
      List<Future<byte[]>> made = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int column = i % 4;
        int across = i / 4;
        made.add(threads.submit(() -> tiles.tile(row, 10, column, across)));
      }
      for (int i = 0; i < made.size(); i++) {
        assertThat(made.get(i).get()).isEqualTo(wholeRegion(slide, i % 4, i / 4));
      }
    }
    assertThat(reader.peakBytes()).isLessThanOrEqualTo(DataSize.ofMegabytes(20).toBytes());
    tiles.close();
  }

  @Test
  void areRefusedForNowWhenThereIsNoRoomInTime() throws Exception {
    var gate = new CountDownLatch(1);
    var tiles = tiles(new FlatReader(SIDE_PX, gate), DataSize.ofMegabytes(1), Duration.ZERO);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(() -> tryTile(tiles, 0));
      var second = threads.submit(() -> tryTile(tiles, 1));
      var refused = CompletableFuture.anyOf(ended(first), ended(second));

      assertThat(refused.get()).isEqualTo(503);
      gate.countDown();
      assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(200, 503);
    }
    assertThat(tryTile(tiles, 1)).isEqualTo(200);
    tiles.close();
  }

  @Test
  void ofTheWholeSlideAreMadeOnceAndAnswerLaterMeanwhile() throws Exception {
    var gate = new CountDownLatch(1);
    var reader = new FlatReader(SIDE_PX, gate);
    var slides = new OpenSlides(_ -> Slide.of(reader));
    var hasty = new DeepZoomTiles(slides, properties(DataSize.ofMegabytes(256), Duration.ZERO));
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> hasty.tile(row, 8, 0, 0))
          .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
          .extracting(e -> e.problem().type())
          .isEqualTo("/problems/busy");
    }
    gate.countDown();
    var patient = new DeepZoomTiles(slides, properties(DataSize.ofMegabytes(256), LONG));
    byte[] tile = patient.tile(row, 8, 0, 0);

    assertThat(tile).isNotEmpty();
    assertThat(hasty.tile(row, 8, 0, 0)).isEqualTo(tile);
    hasty.close();
    patient.close();
  }

  /** A browser that has a tile of the version that ingested the slide asks for it anew. */
  @Test
  void areTaggedWithWhatDecodesThemToday() {
    var tiles = tiles(new FlatReader(SIDE_PX, OPEN), DataSize.ofMegabytes(1), LONG);
    assertThat(tiles.tag(row, 8, 0, 0)).contains("openslide-" + SlideFormats.openSlideVersion());
    tiles.close();
  }

  /** As a tile was made before: the whole region in memory, averaged by OpenCV. */
  private static byte[] wholeRegion(Slide slide, int column, int across) throws Exception {
    int left = Math.max(0, 254 * column - 1);
    int top = Math.max(0, 254 * across - 1);
    int width = Math.min(1024, 254 * (column + 1) + 1) - left;
    int height = Math.min(1024, 254 * (across + 1) + 1) - top;
    return slide
        .readRegion(slide.levels().getFirst(), 16L * left, 16L * top, 16 * width, 16 * height)
        .resized(width, height)
        .toJpeg(85);
  }

  private int tryTile(DeepZoomTiles tiles, int column) {
    try {
      var _ = tiles.tile(row, 10, column, 0);
      return 200;
    } catch (ProblemException e) {
      return e.problem().status();
    }
  }

  private static CompletableFuture<Integer> ended(Future<Integer> future) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return future.get();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        Thread::startVirtualThread);
  }

  private static DeepZoomTiles tiles(FlatReader reader, DataSize memory, Duration patience) {
    return new DeepZoomTiles(new OpenSlides(_ -> Slide.of(reader)), properties(memory, patience));
  }

  private static DeepZoomProperties properties(DataSize memory, Duration patience) {
    return new DeepZoomProperties(memory, patience);
  }

  private static SlideEntity row() {
    var row =
        new SlideEntity(
            "default",
            "flat",
            "0".repeat(64),
            new SlidePyramid("generic-tiff", SIDE_PX, SIDE_PX, List.of()),
            new SlideResolution(0.5, 0.5, MppSource.TIFF_RESOLUTION, null),
            null,
            SlideTissue.NONE,
            new SlideProvenance(
                Map.of(), List.of(), List.of(), List.of(), "3.4.1", UUID.randomUUID()));
    ReflectionTestUtils.setField(row, "id", UUID.randomUUID());
    return row;
  }
}
