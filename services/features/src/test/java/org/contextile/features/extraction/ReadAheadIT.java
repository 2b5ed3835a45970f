// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobState;
import org.contextile.features.FeaturesService;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The next slide is made ready while the networks compute for another. */
final class ReadAheadIT {

  @RegisterExtension static final RunningService running = FeaturesService.SHARED.running();

  private final FeaturesService service = FeaturesService.SHARED;

  @Test
  void aSlideIsTiledAndOpenedWhileItWaitsForTheNetworksAndMayBeCancelledThere() throws Exception {
    UUID model = service.assemble("student").getId();
    UUID first;
    UUID second;
    try (NetworkTurn.Held _ = running.bean(NetworkTurn.class).await(() -> {})) {
      first = service.submit(model, service.slide(31));
      second = service.submit(model, service.slide(32));
      for (UUID job : List.of(first, second)) {
        eventually(() -> "extracting".equals(running.job(job).progress().phase()));
        assertThat(running.job(job).progress().total()).isPositive();
        assertThat(running.job(job).progress().completed()).isZero();
      }

      var _ = running.bean(JobQueue.class).cancel(RunningService.WORKSPACE, second);

      assertThat(running.ended(second).state()).isEqualTo(JobState.CANCELLED);
      assertThat(running.job(first).state()).isEqualTo(JobState.RUNNING);
    }
    assertThat(running.result(first).getFeatureSetIds()).hasSize(1);
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10)).until(condition);
  }
}
