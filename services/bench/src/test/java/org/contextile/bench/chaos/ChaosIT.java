// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The chaos run of {@code make test}. The hour-long one is {@code make chaos}. */
@Tag("long")
final class ChaosIT {
  private static final long SEED = 7;
  private static final Duration CALAMITIES = Duration.ofSeconds(65);

  /**
   * What recovery may take beside the lease: a sweep (1 s), the wait before a second or third
   * attempt (up to 8 s), a poll (2 s), and, when calamities coincide and no worker is left, the
   * start of one (4 s, or 25 s where ten processes want two cores) and the jobs queued meanwhile.
   */
  private static final Duration MARGIN = Duration.ofSeconds(55);

  @Test
  void nothingIsLostOrDoubledWhateverHappensToWorkersAndDatabase() throws Exception {
    ChaosReport report = ChaosRun.run(CALAMITIES, SEED, System.out);

    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
    assertThat(report.changed()).isEmpty();
    assertThat(report.calamities()).containsOnlyKeys(CalamityKind.values());
    assertThat(report.poisoned()).isPositive();
    assertThat(report.poisonFaults()).isEmpty();
    assertThat(report.sound()).as(report.text()).isTrue();
    assertThat(Duration.ofMillis((long) (report.recoverySeconds() * 1000)))
        .isLessThan(ChaosSettings.of(CALAMITIES).lease().plus(MARGIN));
  }
}
