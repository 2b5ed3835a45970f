// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CalamitySequenceTest {
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final int KINDS = CalamityKind.values().length;

  @Test
  void theSameSeedGivesTheSameCalamities() {
    assertThat(take(1, 200)).isEqualTo(take(1, 200)).isNotEqualTo(take(2, 200));
  }

  @Test
  void everyKindComesOnceBeforeAnyComesAgain() {
    List<CalamityKind> kinds = take(3, 10 * KINDS).stream().map(Calamity::kind).toList();

    for (int round = 0; round < 10; round++) {
      assertThat(kinds.subList(round * KINDS, (round + 1) * KINDS))
          .containsExactlyInAnyOrder(CalamityKind.values());
    }
  }

  @Test
  void aWorkerIsFrozenOrCutOffForLongerThanItsLeaseAndSometimesForMinutes() {
    List<Duration> away =
        take(4, 100 * KINDS).stream()
            .filter(
                it -> it.kind() == CalamityKind.FREEZE_WORKER || it.kind() == CalamityKind.CUT_LINE)
            .map(Calamity::length)
            .toList();

    assertThat(away).allMatch(it -> it.compareTo(LEASE) > 0 && it.compareTo(LONGEST) <= 0);
    assertThat(away).anyMatch(it -> it.compareTo(Duration.ofMinutes(1)) > 0);
  }

  @Test
  void everyWorkerIsAVictim() {
    assertThat(take(5, 100).stream().map(Calamity::victim).distinct())
        .containsExactlyInAnyOrder(0, 1, 2);
  }

  private static List<Calamity> take(long seed, int count) {
    CalamitySequence sequence = new CalamitySequence(seed, 3, LEASE, LONGEST);
    return IntStream.range(0, count).mapToObj(_ -> sequence.next()).toList();
  }
}
