// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class TriesTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void theLastFailureIsGivenUpWithItsReason() throws Exception {
    Tries tries = tries(3, Duration.ofMillis(1), () -> {});
    tries.failed("first", Duration.ZERO);
    tries.failed("second", Duration.ZERO);

    assertThatThrownBy(() -> tries.failed("third", Duration.ZERO))
        .isInstanceOfSatisfying(
            ProblemException.class,
            it -> assertThat(it.problem().detail()).isEqualTo("given up: third"));
    assertThat(log).hasSize(2).allMatch(it -> it.endsWith("; next try in 0.0 s"));
  }

  @Test
  void aSingleTryIsNotRepeated() {
    Tries tries = tries(1, Duration.ofMinutes(1), () -> {});

    assertThatThrownBy(() -> tries.failed("first", Duration.ZERO))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void whatComesBeginsTheCountAnew() throws Exception {
    Tries tries = tries(2, Duration.ofMillis(1), () -> {});
    for (int i = 0; i < 5; i++) {
      tries.failed("again", Duration.ZERO);
      tries.came(1 << 20);
    }

    tries.failed("again", Duration.ZERO);
    assertThatThrownBy(() -> tries.failed("again", Duration.ZERO))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void pausesDoubleAndHeedTheServersWish() throws Exception {
    Tries tries = tries(9, Duration.ofMillis(40), () -> {});
    long begin = System.nanoTime();
    tries.failed("first", Duration.ZERO);
    tries.failed("second", Duration.ZERO);
    tries.failed("third", Duration.ZERO);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(140));

    begin = System.nanoTime();
    tries.failed("fourth", Duration.ofMillis(700));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(690));
    assertThat(log.getLast()).isEqualTo("fourth; next try in 0.7 s");
  }

  @Test
  void aStoppedJobDoesNotWaitForTheEndOfAPause() {
    Tries tries =
        tries(
            2,
            Duration.ofHours(1),
            () -> {
              throw new IllegalStateException("stop");
            });

    assertThatThrownBy(() -> tries.failed("first", Duration.ZERO)).hasMessage("stop");
  }

  private Tries tries(int attempts, Duration first, Runnable checkStop) {
    return new Tries(
        attempts,
        first,
        log::add,
        checkStop,
        why -> new ProblemException(ProblemType.HUB_UNREACHABLE, "given up: " + why));
  }
}
