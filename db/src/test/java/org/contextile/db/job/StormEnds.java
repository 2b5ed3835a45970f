// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Duration;

/** Workers of a storm that end their jobs, each with a row in the table of effects. */
final class StormEnds {
  private final QueueFixture fixture;
  private final JobQueue queue;

  StormEnds(QueueFixture fixture) {
    this.fixture = fixture;
    this.queue = fixture.queue;
  }

  void succeedBesideAHeartbeat(ClaimedJob job) {
    Thread heartbeat =
        Thread.ofVirtual()
            .start(
                () -> {
                  queue.heartbeat(job.lease(), Duration.ofMinutes(2));
                  try {
                    queue.progress(job.lease(), new JobProgress("storm", 2, 2, null));
                  } catch (LeaseLostException e) {
                    // The job has ended meanwhile.
                  }
                });
    succeed(job);
    try {
      heartbeat.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void succeed(ClaimedJob job) {
    queue.succeed(
        job.lease(),
        () -> {
          fixture
              .jdbc
              .sql("INSERT INTO effect VALUES (:id)")
              .param("id", job.lease().jobId())
              .update();
          return "{}";
        });
  }
}
