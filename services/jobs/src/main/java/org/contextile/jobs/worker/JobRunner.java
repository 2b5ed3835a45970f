// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.contextile.db.job.ClaimTerms;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobWakeup;
import org.contextile.db.job.JobWakeups;
import org.contextile.db.job.WorkerOffer;
import org.contextile.db.workspace.WorkspaceScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Works on the jobs that this process has handlers for. Each kind has its own slots, so that one
 * kind waits for another only for memory or a GPU, which all share. A failing database makes slots
 * wait, not end.
 */
final class JobRunner implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final JobQueue queue;
  private final DataSource listening;
  private final List<JobHandler> handlers;
  private final WorkerProperties properties;
  private final RunningJobs running;
  private final WorkSignal signal = new WorkSignal();
  private final WorkerOffer offer;
  private final WorkerBudget budget;
  private final List<Slots> slots = new ArrayList<>();
  private final List<Thread> dispatchers = new ArrayList<>();
  private ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private @Nullable JobWakeups wakeups;
  private volatile boolean started;

  /**
   * @param listening where the connection that waits for notifications comes from
   */
  JobRunner(
      JobQueue queue,
      DataSource listening,
      List<JobHandler> handlers,
      WorkerProperties properties,
      RunningJobs running) {
    this.queue = queue;
    this.listening = listening;
    this.handlers = List.copyOf(handlers);
    this.properties = properties;
    this.running = running;
    this.offer = properties.offer();
    this.budget = new WorkerBudget(offer, signal::raise);
  }

  @Override
  public void start() {
    running.begin();
    started = true;
    clock = Executors.newScheduledThreadPool(2, Thread.ofPlatform().name("lease-", 0).factory());
    wakeups = JobWakeups.listen(listening, this::wake);
    every(properties.sweep(), this::sweep);
    every(heartbeat(properties.lease()), running::heartbeat);
    for (JobHandler handler : handlers) {
      String kind = handler.kind().text();
      Slots room = new Slots(kind, properties.slotsOf(kind));
      slots.add(room);
      dispatchers.add(
          Thread.ofPlatform()
              .daemon()
              .name("claim-" + kind)
              .start(() -> WorkspaceScope.inAll(() -> serve(handler, room))));
    }
  }

  @Override
  public void stop() {
    started = false;
    running.end();
    signal.raise();
    long now = System.nanoTime();
    long deadline = now + properties.grace().toNanos();
    long patience = properties.grace().multipliedBy(9).dividedBy(10).toNanos();
    // A claim that is under way may bring one more job, which is handed back at once.
    dispatchers.forEach(Thread::interrupt);
    join(dispatchers, now + patience);
    join(busy(), now + patience);
    List<Thread> handingBack = running.abandonAll();
    List<Thread> stubborn = busy();
    stubborn.forEach(Thread::interrupt);
    join(handingBack, deadline);
    join(stubborn, deadline);
    // In this order: a dispatcher that still claims may start a job until it ends.
    if (dispatchers.stream().noneMatch(Thread::isAlive)
        && busy().stream().noneMatch(Thread::isAlive)) {
      running.clear();
    }
    dispatchers.clear();
    slots.clear();
    clock.shutdownNow();
    if (wakeups != null) {
      wakeups.close();
    }
  }

  @Override
  public boolean isRunning() {
    return started;
  }

  /** A third of the lease, so that two may be missed; sooner for long ones, to notice a cancel. */
  private static Duration heartbeat(Duration lease) {
    Duration third = lease.dividedBy(3);
    return third.compareTo(Duration.ofSeconds(5)) < 0 ? third : Duration.ofSeconds(5);
  }

  private List<Thread> busy() {
    return slots.stream().flatMap(room -> room.busy().stream()).toList();
  }

  private void serve(JobHandler handler, Slots room) {
    ClaimTerms terms = properties.termsOf(handler.kind().text());
    while (started) {
      try {
        long seen = signal.count();
        if (!claim(handler, room, terms)) {
          signal.awaitBeyond(seen, properties.poll());
        }
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        // An error of one claim, or of the memory, must not end the work on all later jobs.
        log.warn("Cannot work on {} jobs now: {}", handler.kind().text(), e.toString());
        waitALittle();
      }
    }
  }

  /** Fills the free slots, of which there is at least one. Says whether there were jobs. */
  private boolean claim(JobHandler handler, Slots room, ClaimTerms terms)
      throws InterruptedException {
    int free = room.takeFree();
    int begun = 0;
    List<ClaimedJob> jobs = List.of();
    try {
      long askedAt = System.nanoTime();
      jobs =
          budget.claim(
              handler.kind(),
              left ->
                  queue.claimWithin(
                      running.worker(),
                      handler.kind(),
                      properties.lease(),
                      free,
                      terms.within(offer, left)));
      for (ClaimedJob job : jobs) {
        room.run(() -> run(job, handler, askedAt));
        begun++;
      }
      return !jobs.isEmpty();
    } finally {
      room.giveBack(free - begun);
      jobs.stream().skip(begun).forEach(budget::giveBack);
    }
  }

  private void run(ClaimedJob job, JobHandler handler, long askedAt) {
    try (WorkspaceScope _ = WorkspaceScope.of(job.workspace(), job.createdBy())) {
      running.run(job, handler, askedAt);
    } finally {
      budget.giveBack(job);
    }
  }

  private void wake(JobWakeup wakeup) {
    switch (wakeup) {
      case JobWakeup.Queued _, JobWakeup.Listening _ -> signal.raise();
      case JobWakeup.Reported _ -> {
        // For those who follow jobs, not for those who work on them.
      }
      case JobWakeup.Cancelling(UUID job) -> running.heartbeat(job);
    }
  }

  private void waitALittle() {
    try {
      signal.awaitBeyond(signal.count(), SECOND);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweep() {
    queue.sweep();
  }

  private void every(Duration period, Runnable action) {
    Runnable guarded =
        () -> {
          try {
            WorkspaceScope.inAll(action);
          } catch (Throwable e) {
            // A task that throws is never run again, and without heartbeats all leases are lost.
            log.warn("Housekeeping failed, will be tried again: {}", e.toString());
          }
        };
    var _ =
        clock.scheduleWithFixedDelay(
            guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void join(List<Thread> threads, long deadline) {
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
