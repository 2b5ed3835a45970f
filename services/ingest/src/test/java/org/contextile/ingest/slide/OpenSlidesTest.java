// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideTissue;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.ReflectionTestUtils;

@Timeout(60)
final class OpenSlidesTest {
  @TempDir private Path folder = Path.of("");
  private final AtomicInteger opened = new AtomicInteger();

  @BeforeEach
  void render() throws IOException {
    SyntheticSlides.write(new SyntheticSlideSpec(1, 512, 0.5, SectionClass.NORMAL), file());
  }

  @Test
  void keepsASlideAndItsPyramidOpen() throws Exception {
    var slides = new OpenSlides(_ -> open());
    var row = row("a");

    DeepZoom first = slides.look(row, pyramid -> pyramid);
    DeepZoom second = slides.look(row, pyramid -> pyramid);

    assertThat(second).isSameAs(first);
    assertThat(opened).hasValue(1);
    slides.closeAll();
  }

  @Test
  void aSlideThatIsSlowToOpenKeepsNoOtherWaiting() throws Exception {
    var opening = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    var slow = row("slow");
    var slides =
        new OpenSlides(
            row -> {
              if (row == slow) {
                opening.countDown();
                await(proceed);
              }
              return open();
            });
    var waiting =
        CompletableFuture.supplyAsync(() -> levels(slides, slow), Thread::startVirtualThread);
    assertThat(opening.await(30, TimeUnit.SECONDS)).isTrue();

    var other =
        CompletableFuture.supplyAsync(
            () -> levels(slides, row("other")), Thread::startVirtualThread);

    assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(10);
    assertThat(waiting).isNotDone();
    proceed.countDown();
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(10);
    slides.closeAll();
  }

  @Test
  void triesAgainToOpenASlide() throws Exception {
    var row = row("a");
    var slides =
        new OpenSlides(
            _ -> {
              if (opened.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              return open();
            });

    assertThatThrownBy(() -> slides.look(row, DeepZoom::levels)).hasMessage("not yet");

    assertThat(slides.look(row, DeepZoom::levels)).isEqualTo(10);
    slides.closeAll();
  }

  @Test
  void closesTheSlideThatWasNotLookedAtForLongest() throws Exception {
    var slides = new OpenSlides(_ -> open());
    var first = slides.look(row("0"), pyramid -> pyramid);
    for (int i = 1; i <= 8; i++) {
      assertThat(slides.look(row(Integer.toString(i)), DeepZoom::levels)).isEqualTo(10);
    }
    assertThatThrownBy(() -> first.tile(9, 0, 0)).isInstanceOf(IllegalStateException.class);
    slides.closeAll();
  }

  private static int levels(OpenSlides slides, SlideEntity row) {
    try {
      return slides.look(row, DeepZoom::levels);
    } catch (UnreadableRegionException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Slide open() {
    try {
      opened.incrementAndGet();
      return SlideFormats.open(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file() {
    return folder.resolve("slide.tiff");
  }

  private static SlideEntity row(String name) {
    var row =
        new SlideEntity(
            "default",
            name,
            "0".repeat(64),
            new SlidePyramid("generic-tiff", 512, 512, List.of()),
            new SlideResolution(0.5, 0.5, MppSource.TIFF_RESOLUTION, null),
            null,
            SlideTissue.NONE,
            new SlideProvenance(
                Map.of(), List.of(), List.of(), List.of(), "4.0.0", UUID.randomUUID()));
    ReflectionTestUtils.setField(
        row, "id", UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    return row;
  }
}
