// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.contextile.db.job.JobQueue;
import org.contextile.db.workspace.WorkspaceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the heartbeats of one lease, on a thread of its own, so that a slow one delays no other.
 */
final class LeaseKeeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final HeldLease held;
  private final JobQueue queue;
  private final Consumer<StopReason> stop;
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * @param stop is told why the job must end, when an answer says so
   */
  LeaseKeeper(HeldLease held, JobQueue queue, Consumer<StopReason> stop) {
    this.held = held;
    this.queue = queue;
    this.stop = stop;
  }

  /**
   * Sends a heartbeat without waiting for it. While one is on its way, calls lead to one more after
   * it, since its answer may be too old for what the caller wants to know.
   */
  void beat() {
    if (asked.getAndIncrement() == 0) {
      Thread.ofVirtual()
          .name("heartbeat-" + held.lease().jobId())
          .start(() -> WorkspaceScope.inAll(this::sendAsOftenAsAsked));
    }
  }

  private void sendAsOftenAsAsked() {
    int answered;
    do {
      answered = asked.get();
      send();
    } while (!asked.compareAndSet(answered, 0));
  }

  private void send() {
    long askedAt = held.now();
    try {
      switch (queue.heartbeat(held.lease(), held.length())) {
        case HELD -> held.extended(askedAt);
        case CANCEL_REQUESTED -> {
          held.extended(askedAt);
          stop.accept(StopReason.CANCELLED);
        }
        case LOST -> stop.accept(StopReason.LEASE_LOST);
      }
    } catch (Throwable e) {
      // Whatever it is, the next heartbeat must be sent.
      log.warn("No heartbeat for job {}: {}", held.lease().jobId(), e.toString());
    }
  }
}
