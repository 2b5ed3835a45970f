// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

final class KeptTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final Queue<String> closed = new ConcurrentLinkedQueue<>();

  @Test
  void whatWasKeptIsTakenOnce() {
    try (Kept<Integer, String> kept = new Kept<>(LONG, closed::add)) {
      kept.keep(1, "one");
      assertThat(kept.take(1)).contains("one");
      assertThat(kept.take(1)).isEmpty();
    }
    assertThat(closed).isEmpty();
  }

  @Test
  void anotherThatIsAskedForMakesRoomFirst() {
    try (Kept<Integer, String> kept = new Kept<>(LONG, closed::add)) {
      kept.keep(1, "one");
      assertThat(kept.take(2)).isEmpty();
      assertThat(closed).containsExactly("one");
      assertThat(kept.take(1)).isEmpty();
    }
  }

  @Test
  void theLastIsKept() {
    try (Kept<Integer, String> kept = new Kept<>(LONG, closed::add)) {
      kept.keep(1, "one");
      kept.keep(1, "another");
      assertThat(closed).containsExactly("one");
      assertThat(kept.take(1)).contains("another");
    }
  }

  @Test
  void itIsClosedWhenItsTimeIsOver() {
    try (Kept<Integer, String> kept = new Kept<>(Duration.ofMillis(20), closed::add)) {
      kept.keep(1, "one");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> List.copyOf(closed).equals(List.of("one")));
      assertThat(kept.take(1)).isEmpty();
    }
    assertThat(closed).containsExactly("one");
  }

  @Test
  void withNoTimeNothingIsKept() {
    try (Kept<Integer, String> kept = new Kept<>(Duration.ZERO, closed::add)) {
      kept.keep(1, "one");
      assertThat(closed).containsExactly("one");
      assertThat(kept.take(1)).isEmpty();
    }
  }

  @Test
  void theEndClosesWhatIsKeptAndWhatComesAfter() {
    Kept<Integer, String> kept = new Kept<>(LONG, closed::add);
    kept.keep(1, "one");
    kept.close();
    kept.keep(1, "late");
    assertThat(closed).containsExactly("one", "late");
  }
}
