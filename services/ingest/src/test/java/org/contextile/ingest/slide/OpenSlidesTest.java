// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.db.slide.ShownSlide;
import org.contextile.ingest.slide.OpenSlides.OpenSlide;
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

    DeepZoom first = slides.look(row, OpenSlide::pyramid);
    DeepZoom second = slides.look(row, OpenSlide::pyramid);

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
              if (row.equals(slow)) {
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

    assertThatThrownBy(() -> slides.look(row, open -> open.pyramid().levels()))
        .hasMessage("not yet");

    assertThat(levels(slides, row)).isEqualTo(10);
    slides.closeAll();
  }

  @Test
  void closesTheSlideThatWasNotLookedAtForLongest() throws Exception {
    var slides = new OpenSlides(_ -> open());
    var first = slides.look(row("0"), OpenSlide::pyramid);
    for (int i = 1; i <= 8; i++) {
      assertThat(levels(slides, row(Integer.toString(i)))).isEqualTo(10);
    }
    assertThatThrownBy(() -> first.tile(9, 0, 0)).isInstanceOf(IllegalStateException.class);
    slides.closeAll();
  }

  private static int levels(OpenSlides slides, ShownSlide row) {
    try {
      return slides.look(row, open -> open.pyramid().levels());
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

  private static ShownSlide row(String name) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return new ShownSlide(id, "0".repeat(64), null, 512, 512);
  }
}
