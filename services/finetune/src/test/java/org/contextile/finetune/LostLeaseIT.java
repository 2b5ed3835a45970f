// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.UUID;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.db.job.JobQueue;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LostLeaseIT {

  /** The interval of heartbeats at the service's lease of a minute. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  @RegisterExtension static final RunningService running = FineTuneService.SHARED.running();

  private final FineTuneService service = FineTuneService.SHARED;

  @Test
  void aTrainingWhoseLeaseIsLostStopsWithinAHeartbeatAndPublishesNothing() throws Exception {
    FineTuningRequest request =
        service.request(service.student(), service.teacher(), service.slide(1));
    service.recipe(request).epochs(1000);
    UUID job = service.submit(request);
    await().atMost(Duration.ofMinutes(1)).until(() -> running.job(job).checkpointDigest() != null);

    running
        .jdbc()
        .sql("UPDATE job_lease SET token = gen_random_uuid() WHERE job_id = :job")
        .param("job", job)
        .update();
    long before = System.nanoTime();
    await().atMost(Duration.ofMinutes(1)).until(() -> ended("lease-lost") == 1);

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isLessThan(HEARTBEAT.plus(Duration.ofSeconds(3)));
    assertThat(service.models().findAll()).noneMatch(it -> job.equals(it.lineage().jobId()));
    running.bean(JobQueue.class).cancel(RunningService.WORKSPACE, job);
  }

  private long ended(String ending) {
    return running
        .bean(MeterRegistry.class)
        .find("contextile.job.run")
        .tag("ending", ending)
        .timers()
        .stream()
        .mapToLong(Timer::count)
        .sum();
  }
}
