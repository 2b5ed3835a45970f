// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

final class ModelPoolTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final Queue<String> closed = new ConcurrentLinkedQueue<>();

  @Test
  void whatCameBackIsLentAgainToOneAlone() throws IOException {
    try (ModelPool<Integer, String> pool = new ModelPool<>(100, LONG, closed::add)) {
      use(pool, 1, 10, "first");
      try (var again = pool.lend(1, 10, () -> "second");
          var beside = pool.lend(1, 10, () -> "third")) {
        assertThat(again.model()).isEqualTo("first");
        assertThat(beside.model()).isEqualTo("third");
        assertThat(pool.bytes()).isEqualTo(20);
      }
      assertThat(closed).containsExactlyInAnyOrder("first", "third");
      assertThat(pool.bytes()).isZero();
    }
  }

  @Test
  void theLongestUnusedMakesRoomAndNoMoreThanIsNeeded() throws IOException {
    try (ModelPool<Integer, String> pool = new ModelPool<>(100, LONG, closed::add)) {
      use(pool, 1, 40, "one");
      use(pool, 2, 40, "two");
      use(pool, 1, 40, "unused");
      use(pool, 3, 40, "three");
      assertThat(closed).containsExactly("two");
      assertThat(pool.bytes()).isEqualTo(80);
    }
    assertThat(closed).containsExactly("two", "one", "three");
  }

  @Test
  void whatIsInUseIsNeverClosedHoweverMuchElseIsWanted() throws IOException {
    try (ModelPool<Integer, String> pool = new ModelPool<>(100, LONG, closed::add)) {
      try (var large = pool.lend(1, 90, () -> "large");
          var other = pool.lend(2, 90, () -> "other")) {
        large.worked();
        other.worked();
        pool.evictIdle();
        assertThat(closed).isEmpty();
        assertThat(pool.bytes()).isEqualTo(180);
      }
      assertThat(closed).hasSize(1);
      assertThat(pool.bytes()).isEqualTo(90);
    }
  }

  @Test
  void whatDidNotWorkOrWasNotOpenedTakesNoRoom() throws IOException {
    try (ModelPool<Integer, String> pool = new ModelPool<>(100, LONG, closed::add)) {
      pool.lend(1, 10, () -> "failed").close();
      assertThat(closed).containsExactly("failed");
      assertThatThrownBy(
              () ->
                  pool.lend(
                      2,
                      10,
                      () -> {
                        throw new IOException("gone");
                      }))
          .hasMessage("gone");
      assertThat(pool.bytes()).isZero();
    }
  }

  @Test
  void whatNobodyUsesIsClosedWhenItsTimeIsOver() throws IOException {
    try (ModelPool<Integer, String> pool =
        new ModelPool<>(100, Duration.ofMillis(20), closed::add)) {
      use(pool, 1, 10, "one");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> List.copyOf(closed).equals(List.of("one")));
      assertThat(pool.bytes()).isZero();
    }
  }

  @Test
  void withNoTimeNothingStays() throws IOException {
    try (ModelPool<Integer, String> pool = new ModelPool<>(100, Duration.ZERO, closed::add)) {
      use(pool, 1, 10, "one");
      assertThat(closed).containsExactly("one");
    }
  }

  @Test
  void theEndClosesWhatIsIdleAndWhatComesBackLate() throws IOException {
    ModelPool<Integer, String> pool = new ModelPool<>(100, LONG, closed::add);
    use(pool, 1, 10, "idle");
    var late = pool.lend(2, 10, () -> "late");
    late.worked();
    pool.close();
    assertThat(closed).containsExactly("idle");
    late.close();
    assertThat(closed).containsExactly("idle", "late");
  }

  private static void use(ModelPool<Integer, String> pool, int key, long bytes, String model)
      throws IOException {
    try (var loan = pool.lend(key, bytes, () -> model)) {
      loan.worked();
    }
  }
}
