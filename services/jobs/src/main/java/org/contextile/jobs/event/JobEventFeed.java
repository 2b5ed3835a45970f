// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.contextile.db.job.EventPage;
import org.contextile.db.job.JobEventReader;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobWakeups;
import org.contextile.db.workspace.WorkspaceScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads new events once for all followers of this process, when it is told of some or after a
 * while. Nothing is read while nobody follows.
 */
@Component
public class JobEventFeed implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(JobEventFeed.class);
  private static final int EVENTS_PER_QUERY = 2_000;

  /** Ids that may still have been under way when the first follower came. */
  private static final long UNDER_WAY = 10_000;

  private static final Duration BETWEEN_SUMS = Duration.ofSeconds(1);

  private final JobEventReader events;
  private final JobReader jobs;
  private final DataSource dataSource;
  private final JobEventProperties properties;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<EventFollower> followers = new HashSet<>();
  private EventOrder order = new EventOrder(0);
  private boolean told;
  private long summedAt = System.nanoTime();
  private volatile boolean running;
  private @Nullable JobWakeups wakeups;

  JobEventFeed(
      JobEventReader events, JobReader jobs, DataSource dataSource, JobEventProperties properties) {
    this.events = events;
    this.jobs = jobs;
    this.dataSource = dataSource;
    this.properties = properties;
  }

  /**
   * Gives a follower every event from now on that concerns it. What was committed before, it reads
   * itself afterwards, and may then get some of it twice.
   *
   * @return an id up to which all events are committed
   */
  public long attach(EventFollower follower) {
    lock.lock();
    try (WorkspaceScope _ = WorkspaceScope.all()) {
      if (followers.isEmpty()) {
        order = new EventOrder(Math.max(0, events.newest() - UNDER_WAY));
      }
      readNew();
      followers.add(follower);
      changed.signalAll();
      return order.settled();
    } finally {
      lock.unlock();
    }
  }

  public void detach(EventFollower follower) {
    lock.lock();
    try {
      followers.remove(follower);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (running) {
      try {
        Thread.sleep(properties.pause());
        round();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // They stay connected: what they miss is read when the database is back.
        log.warn("New events cannot be read now: {}", e.toString());
      }
    }
  }

  private void round() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (followers.isEmpty()) {
        changed.await();
      }
      long left = properties.poll().toNanos();
      while (!told && left > 0) {
        left = changed.awaitNanos(left);
      }
      told = false;
      readNew();
      sum();
    } finally {
      lock.unlock();
    }
  }

  private void readNew() {
    long after = order.settled();
    EventPage page;
    do {
      page = events.after(after, EVENTS_PER_QUERY);
      page.events().stream()
          .filter(order::isNew)
          .forEach(event -> followers.forEach(it -> it.offer(event, order.settled())));
      if (!page.events().isEmpty()) {
        after = page.events().getLast().event().id();
      }
    } while (page.events().size() == EVENTS_PER_QUERY);
    order.read(page);
  }

  /** What children have done together is nobody's event, so that it is asked for. */
  private void sum() {
    if (System.nanoTime() - summedAt < BETWEEN_SUMS.toNanos()) {
      return;
    }
    summedAt = System.nanoTime();
    Set<UUID> parents = followers.stream().flatMap(it -> it.parent().stream()).collect(toSet());
    if (!parents.isEmpty()) {
      jobs.parents(parents).forEach(job -> followers.forEach(it -> it.offer(job)));
    }
  }

  private void tell() {
    lock.lock();
    try {
      told = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start() {
    running = true;
    wakeups = JobWakeups.listen(dataSource, _ -> tell());
    Thread.ofPlatform().daemon().name("events").start(() -> WorkspaceScope.inAll(this::run));
  }

  @Override
  public void stop() {
    running = false;
    if (wakeups != null) {
      wakeups.close();
    }
    lock.lock();
    try {
      followers.forEach(EventFollower::stop);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
