// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.meter;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.contextile.db.job.JobDepth;
import org.contextile.db.job.JobKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The depths of the queue as lately read. At most one reading is under way, and a new one begins
 * only when somebody asks and the last is old: whoever asks waits for it a moment, all who ask
 * about one reading the same moment, so that a database that does not answer delays nobody for
 * long.
 */
final class QueueDepths {
  private static final Logger log = LoggerFactory.getLogger(QueueDepths.class);

  private final Supplier<Map<JobKind, JobDepth>> source;
  private final Duration fresh;
  private final Duration patience;
  private @Nullable Reading last;

  /**
   * @param fresh how long a reading is good for
   * @param patience how long to wait for one
   */
  QueueDepths(Supplier<Map<JobKind, JobDepth>> source, Duration fresh, Duration patience) {
    this.source = source;
    this.fresh = fresh;
    this.patience = patience;
  }

  /** The depth of a kind; empty while it cannot be read. */
  Optional<JobDepth> of(JobKind kind) {
    Reading reading = reading();
    long left = patience.toNanos() - reading.age();
    try {
      return Optional.ofNullable(
          reading.depths().get(Math.max(left, 0), TimeUnit.NANOSECONDS).get(kind));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      log.debug("The depth of the queue cannot be read", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized Reading reading() {
    Reading known = last;
    if (known != null && (!known.depths().isDone() || known.age() < fresh.toNanos())) {
      return known;
    }
    CompletableFuture<Map<JobKind, JobDepth>> depths = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("queue-depths")
        .start(
            () -> {
              try {
                depths.complete(source.get());
              } catch (RuntimeException e) {
                depths.completeExceptionally(e);
              }
            });
    Reading next = new Reading(depths, System.nanoTime());
    last = next;
    return next;
  }

  private record Reading(CompletableFuture<Map<JobKind, JobDepth>> depths, long begunAt) {
    long age() {
      return System.nanoTime() - begunAt;
    }
  }
}
