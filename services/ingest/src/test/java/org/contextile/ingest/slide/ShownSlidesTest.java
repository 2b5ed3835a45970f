// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.slide.ShownSlide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that are kept for a second, by whom they belong to. */
@Timeout(30)
final class ShownSlidesTest {
  private final UUID id = UUID.randomUUID();
  private final ShownSlide row = new ShownSlide(id, "0".repeat(64), null, 512, 512);
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void areFoundByTheirOwnWorkspaceAlone() {
    var slides = new ShownSlides((_, workspace) -> read(workspace.equals("ours")));

    assertThat(slides.find(id, "ours")).isSameAs(row);
    assertThat(slides.find(id, "ours")).isSameAs(row);
    assertThat(reads).hasValue(1);
    assertThatThrownBy(() -> slides.find(id, "theirs")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> slides.find(UUID.randomUUID(), "theirs"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void areReadAnewOnceForgottenOrOld() throws Exception {
    var slides = new ShownSlides((_, _) -> read(true));
    var _ = slides.find(id, "ours");

    slides.forget(id, "ours");
    var _ = slides.find(id, "ours");
    assertThat(reads).hasValue(2);

    TimeUnit.NANOSECONDS.sleep(ShownSlides.KEPT.toNanos() + 10_000_000);
    var _ = slides.find(id, "ours");
    assertThat(reads).hasValue(3);
  }

  /** A slide may come at any moment, and a database come back. */
  @Test
  void areLookedForAgainWhereTheyWereNotThere() {
    var slides =
        new ShownSlides(
            (_, _) -> {
              if (reads.get() == 1) {
                reads.incrementAndGet();
                throw new IllegalStateException("the database is away");
              }
              return read(reads.get() > 1);
            });

    assertThatThrownBy(() -> slides.find(id, "ours")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> slides.find(id, "ours")).hasMessage("the database is away");
    assertThat(slides.find(id, "ours")).isSameAs(row);
  }

  @Test
  void areReadOnceForAllWhoAskAtTheSameTime() throws Exception {
    var gate = new CountDownLatch(1);
    var slides =
        new ShownSlides(
            (_, _) -> {
              try {
                gate.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return read(true);
            });
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<ShownSlide>> found = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        found.add(threads.submit(() -> slides.find(id, "ours")));
      }
      gate.countDown();
      for (Future<ShownSlide> one : found) {
        assertThat(one.get()).isSameAs(row);
      }
    }
    assertThat(reads).hasValue(1);
  }

  private Optional<ShownSlide> read(boolean there) {
    reads.incrementAndGet();
    return there ? Optional.of(row) : Optional.empty();
  }
}
