// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.contextile.library.wsi.tile.TileStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlideExtractionTest {

  private static final int SIDE_PX = 521;

  @TempDir private Path folder;

  @Test
  void aPassOfTwoModelsReadsEachTileOnceAndWritesWhatTwoPassesWrite() throws Exception {
    Path file = slide();
    LoadedModel one = fixture().model(2);
    LoadedModel other = fixture().model(3);
    try (Backbone _ = one.backbone();
        Backbone _ = other.backbone()) {
      AtomicInteger reads = new AtomicInteger();
      KeptPass passes = new KeptPass(folder.resolve("none"));
      List<Path> alone = new ArrayList<>();
      alone.addAll(extract(file, List.of(one), "one", passes, new AtomicInteger()));
      alone.addAll(extract(file, List.of(other), "other", passes, reads));
      int readsOfOne = reads.getAndSet(0);
      KeptPass pass = new KeptPass(folder.resolve("neither"));

      List<Path> together = extract(file, List.of(one, other), "both", pass, reads);

      assertThat(passes.tiles()).isEqualTo(2 * pass.tiles());
      assertThat(readsOfOne).isPositive();
      assertThat(reads).hasValue(readsOfOne);
      for (int i = 0; i < 2; i++) {
        assertThat(together.get(i)).hasSameBinaryContentAs(alone.get(i));
      }
      assertThat(Files.mismatch(together.get(0), together.get(1))).isNotNegative();
    }
  }

  @Test
  void anAttemptGoesOnWhereOneBeforeBrokeOffAtAnyBatchAndWritesTheSame() throws Exception {
    Path file = slide();
    List<LoadedModel> models = List.of(fixture().model(2), fixture().model(3));
    try (Backbone _ = models.getFirst().backbone();
        Backbone _ = models.getLast().backbone()) {
      KeptPass whole = new KeptPass(folder.resolve("none"));
      List<Path> expected = extract(file, models, "whole", whole, new AtomicInteger());
      assertThat(whole.batches).hasSizeGreaterThan(4);
      for (int at = 1; at < whole.batches.size(); at++) {
        Path kept = folder.resolve("kept-" + at);
        int end = at;
        KeptPass broken = new KeptPass(kept).endingAfter(end);
        assertThatThrownBy(() -> extract(file, models, "a" + end, broken, new AtomicInteger()))
            .isInstanceOf(CancellationException.class);
        assertThat(folder.resolve("a" + at)).isEmptyDirectory();

        KeptPass next = new KeptPass(kept);
        List<Path> files = extract(file, models, "b" + at, next, new AtomicInteger());

        assertThat(next.batches).isEqualTo(whole.batches.subList(at, whole.batches.size()));
        assertThat(next.resumed).isEqualTo(whole.tiles() - next.tiles());
        for (int i = 0; i < 2; i++) {
          assertThat(files.get(i)).hasSameBinaryContentAs(expected.get(i));
        }
        assertGoesOnAlone(file, models.get(1), kept, "c" + at, expected.get(1));
      }
    }
  }

  /** Where the other model's file was finished before. */
  private void assertGoesOnAlone(
      Path file, LoadedModel model, Path kept, String name, Path expected) throws Exception {
    KeptPass alone = new KeptPass(kept);
    List<Path> files = extract(file, List.of(model), name, alone, new AtomicInteger());
    assertThat(alone.resumed).isPositive();
    assertThat(files.getFirst()).hasSameBinaryContentAs(expected);
  }

  @Test
  void startsAnewWhatWasKeptOfOtherModelsOrIsDamaged() throws Exception {
    Path file = slide();
    LoadedModel one = fixture().model(2);
    LoadedModel other = fixture().model(3);
    try (Backbone _ = one.backbone();
        Backbone _ = other.backbone()) {
      Path kept = folder.resolve("kept");
      assertThatThrownBy(
              () ->
                  extract(
                      file,
                      List.of(one),
                      "broken",
                      new KeptPass(kept).endingAfter(3),
                      new AtomicInteger()))
          .isInstanceOf(CancellationException.class);

      KeptPass both = new KeptPass(kept);
      List<Path> expected = extract(file, List.of(one, other), "both", both, new AtomicInteger());
      assertThat(both.resumed).isZero();

      byte[] bytes = Files.readAllBytes(kept);
      for (int length : new int[] {0, 3, 8, 70, bytes.length / 2, bytes.length - 1}) {
        Path cut = Files.write(folder.resolve("cut-" + length), Arrays.copyOf(bytes, length));
        KeptPass pass = new KeptPass(cut);
        List<Path> files = extract(file, List.of(one), "d" + length, pass, new AtomicInteger());
        assertThat(pass.resumed).isLessThan(both.tiles());
        assertThat(files.getFirst()).hasSameBinaryContentAs(expected.getFirst());
      }
    }
  }

  private Path slide() throws IOException {
    Path file = folder.resolve("slide.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(3, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    return file;
  }

  @Test
  void theFirstBatchesAreReadBeforeAnybodyAsksAndNoMoreUntilTheseAreUsed() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    Slide slide = Slide.of(new CountingReader(SlideFormats.reader(slide()), reads));
    try (SlideReading reading = fixture().extraction().begin(slide, PassFixture.planned(slide))) {
      await().until(() -> reads.get() > 0);
      // Two buffers of sixteen tiles: a pool that went on would read all of them.
      await().during(Duration.ofMillis(200)).until(() -> true);
      int ahead = reads.get();
      TileStream stream = reading.after(0);
      int batches = 0;
      while (stream.next().isPresent()) {
        batches++;
      }
      assertThat(batches).isEqualTo(reading.batches().size());
      assertThat(ahead).isLessThanOrEqualTo(reads.get() / 2);
    }
  }

  private List<Path> extract(
      Path file, List<LoadedModel> models, String name, KeptPass pass, AtomicInteger reads)
      throws Exception {
    return fixture()
        .extract(new CountingReader(SlideFormats.reader(file), reads), models, name, pass);
  }

  private PassFixture fixture() {
    return new PassFixture(folder, 0);
  }
}
