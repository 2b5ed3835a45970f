// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The same with <a href="https://github.com/kagkarlsson/db-scheduler">db-scheduler</a>: one-time
 * tasks without work, scheduled beforehand, polled by lock-and-fetch with the fractions that its
 * documentation advises for high throughput.
 */
final class LockAndFetchRound {
  /** Its table for PostgreSQL, with the indexes that its documentation asks for. */
  private static final List<String> TABLE =
      List.of(
          """
          CREATE TABLE scheduled_tasks (
            task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
            execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
            last_success timestamptz, last_failure timestamptz, consecutive_failures integer,
            last_heartbeat timestamptz, version bigint NOT NULL, priority smallint, state text,
            PRIMARY KEY (task_name, task_instance))
          """,
          "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
          "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");

  private LockAndFetchRound() {}

  static void createTable(BenchDatabase database) {
    TABLE.forEach(database::execute);
  }

  /** Tasks executed and removed per second. */
  static double run(BenchDatabase database, int tasks, int threads) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(tasks);
    OneTimeTask<Void> task = Tasks.oneTime("no-op").execute((_, _) -> {});
    Scheduler scheduler =
        Scheduler.create(database.pool(), task)
            .schedulerName(new SchedulerName.Fixed("bench"))
            .threads(threads)
            .pollUsingLockAndFetch(ClaimRound.REFILL_BELOW, ClaimRound.FETCH_UP_TO)
            .addSchedulerListener(
                new AbstractSchedulerListener() {
                  @Override
                  public void onExecutionComplete(ExecutionComplete complete) {
                    left.countDown();
                  }
                })
            .build();
    List<TaskInstance<?>> instances =
        IntStream.range(0, tasks)
            .<TaskInstance<?>>mapToObj(it -> task.instance(Integer.toString(it)))
            .toList();
    scheduler.scheduleBatch(instances, Instant.now());
    database.settle();

    long start = System.nanoTime();
    scheduler.start();
    boolean done = left.await(10, TimeUnit.MINUTES);
    double seconds = (System.nanoTime() - start) / 1e9;
    scheduler.stop();
    long remaining = database.number("SELECT count(*) FROM scheduled_tasks");
    if (!done || remaining > 0) {
      throw new IllegalStateException(remaining + " tasks of db-scheduler are left");
    }
    return tasks / seconds;
  }
}
