// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.slide.ShownSlide;
import org.contextile.ingest.slide.MadeTiles.Viewer;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.deepzoom.CoarseLevels;
import org.contextile.library.wsi.deepzoom.CoarseLevelsMaker;
import org.contextile.library.wsi.deepzoom.TilePack;
import org.contextile.library.wsi.slide.LevelPass;
import org.contextile.library.wsi.slide.Slide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A slide of 16,384 px without a pyramid: level 12 of 14 is 4 times smaller. */
@Timeout(120)
final class DeepZoomTilesTest {
  private static final int SIDE_PX = 16_384;
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final CountDownLatch OPEN = new CountDownLatch(0);
  private static final DataSize CACHE = DataSize.ofMegabytes(16);

  private final List<MadeTiles> workshops = new ArrayList<>();
  @TempDir private Path folder = Path.of("");
  private final UUID id = UUID.randomUUID();
  private final ShownSlide row = row(null);

  @Test
  void areMadeByNoMoreThanThereAreProcessorsHoweverManyAreAskedForAtOnce() throws Exception {
    var slide = Slide.of(new FlatReader(SIDE_PX, OPEN));
    var reader = new FlatReader(SIDE_PX, OPEN);
    var tiles = tiles(reader, LONG);
    try (var threads = Executors.newFixedThreadPool(16)) {
      List<Future<byte[]>> made = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int column = i % 4;
        int across = i / 4;
        made.add(threads.submit(() -> tiles.tile(row, 12, column, across, Viewer.STAYS)));
      }
      for (int i = 0; i < made.size(); i++) {
        assertThat(made.get(i).get()).isEqualTo(wholeRegion(slide, i % 4, i / 4));
      }
    }
    long oneTile = 7L * 1024 * 1024;
    assertThat(reader.peakBytes())
        .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() * oneTile);
  }

  @Test
  void areMadeOnceForAllWhoAskAndLaterNotAgain() throws Exception {
    var gate = new CountDownLatch(1);
    var reader = new FlatReader(SIDE_PX, gate);
    var tiles = tiles(reader, LONG);
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<byte[]>> made = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        made.add(threads.submit(() -> tiles.tile(row, 12, 1, 1, Viewer.STAYS)));
      }
      gate.countDown();
      for (Future<byte[]> one : made) {
        assertThat(one.get()).isEqualTo(tiles.tile(row, 12, 1, 1, Viewer.STAYS));
      }
    }
    assertThat(reader.reads()).isEqualTo(1);
  }

  @Test
  void areRefusedForNowWhenTheyCannotBeMadeInTimeAndAreThereLater() {
    var gate = new CountDownLatch(1);
    var tiles = tiles(new FlatReader(SIDE_PX, gate), Duration.ofMillis(200));
    assertThat(tryTile(tiles, 0)).isEqualTo(503);
    gate.countDown();
    await().atMost(Duration.ofSeconds(60)).until(() -> tryTile(tiles, 0) == 200);
  }

  @Test
  void areNotBegunWhenAllWhoAskedHaveGoneAway() throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    var gate = new CountDownLatch(1);
    var reader = new FlatReader(SIDE_PX, gate);
    var tiles = tiles(reader, LONG);
    var gone = new AtomicBoolean();
    try (var threads = Executors.newCachedThreadPool()) {
      List<Future<byte[]>> under = new ArrayList<>();
      for (int i = 0; i < processors; i++) {
        int column = i;
        under.add(threads.submit(() -> tiles.tile(row, 12, column, 0, Viewer.STAYS)));
      }
      await().until(() -> reader.reads() == processors);
      Future<byte[]> given = threads.submit(() -> tiles.tile(row, 12, 0, 1, gone::get));
      Future<byte[]> shared = threads.submit(() -> tiles.tile(row, 12, 1, 1, gone::get));
      Future<byte[]> stays = threads.submit(() -> tiles.tile(row, 12, 1, 1, Viewer.STAYS));

      gone.set(true);

      for (Future<byte[]> one : List.of(given, shared)) {
        assertThatThrownBy(() -> one.get(30, TimeUnit.SECONDS))
            .hasRootCauseInstanceOf(TimeoutException.class);
      }
      gate.countDown();
      for (Future<byte[]> one : under) {
        assertThat(one.get()).isNotEmpty();
      }
      assertThat(stays.get()).isEqualTo(wholeRegion(Slide.of(reader), 1, 1));
    }
    // One of them by the comparison.
    assertThat(reader.reads()).isEqualTo(processors + 2);
  }

  @Test
  void thatAreStoredNeedNotTheFile() throws Exception {
    var slide = Slide.of(new FlatReader(1024, OPEN));
    var levels = CoarseLevels.of(slide).orElseThrow();
    Path file = folder.resolve("tiles.zip");
    try (var maker = new CoarseLevelsMaker(slide, levels, file, 256)) {
      LevelPass.read(slide, levels.base(), List.of(maker));
      maker.complete();
    }
    var stored = row("1".repeat(64));
    var slides =
        new OpenSlides(
            new OpenSlides.Opener() {
              @Override
              public Slide open(ShownSlide row) {
                throw new IllegalStateException("the file");
              }

              @Override
              public TilePack coarseLevels(ShownSlide row) throws IOException {
                return TilePack.open(file);
              }
            });
    var tiles = new DeepZoomTiles(slides, made(LONG));

    assertThat(
            ImageIO.read(new ByteArrayInputStream(tiles.tile(stored, 8, 0, 0, Viewer.STAYS)))
                .getWidth())
        .isEqualTo(255);
    assertThatThrownBy(() -> tiles.tile(stored, 14, 0, 0, Viewer.STAYS)).hasMessage("the file");
    slides.closeAll();
  }

  @Test
  void areNotThereBeyondThePyramid() {
    var tiles = tiles(new FlatReader(SIDE_PX, OPEN), LONG);
    for (int[] place : new int[][] {{15, 0, 0}, {-1, 0, 0}, {12, 17, 0}, {12, 0, -1}}) {
      assertThatThrownBy(() -> tiles.tile(row, place[0], place[1], place[2], Viewer.STAYS))
          .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
          .extracting(e -> e.problem().status())
          .isEqualTo(404);
    }
  }

  /** A browser that has a tile of the version that ingested the slide asks for it anew. */
  @Test
  void areTaggedWithWhatDecodesThemToday() {
    String reader = SlideFormats.readerVersion().token().replace('/', '-');
    assertThat(TileTags.deepZoom(row, 8, 0, 0)).contains(reader);
    assertThat(TileTags.ofFile(row, 0, 0, 0)).contains(reader);
  }

  /** As a tile was made before: the whole region in memory, averaged by OpenCV. */
  private static byte[] wholeRegion(Slide slide, int column, int across) throws Exception {
    int left = Math.max(0, 254 * column - 1);
    int top = Math.max(0, 254 * across - 1);
    int width = 254 * (column + 1) + 1 - left;
    int height = 254 * (across + 1) + 1 - top;
    return slide
        .readRegion(slide.levels().getFirst(), 4L * left, 4L * top, 4 * width, 4 * height)
        .resized(width, height)
        .toJpeg(85);
  }

  private int tryTile(DeepZoomTiles tiles, int column) {
    try {
      var _ = tiles.tile(row, 12, column, 0, Viewer.STAYS);
      return 200;
    } catch (ProblemException e) {
      return e.problem().status();
    }
  }

  private DeepZoomTiles tiles(FlatReader reader, Duration patience) {
    return new DeepZoomTiles(new OpenSlides(_ -> Slide.of(reader)), made(patience));
  }

  private MadeTiles made(Duration patience) {
    var made = new MadeTiles(new DeepZoomProperties(CACHE, patience));
    workshops.add(made);
    return made;
  }

  @AfterEach
  void close() {
    workshops.forEach(MadeTiles::close);
  }

  private ShownSlide row(@Nullable String coarseLevels) {
    return new ShownSlide(id, "0".repeat(64), coarseLevels, SIDE_PX, SIDE_PX);
  }
}
