// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Does a request on a thread of its own, so that neither a stopped job nor a dead line waits. */
final class HubWatch {
  private static final long TICK_MILLIS = 100;
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private HubWatch() {}

  /**
   * Returns what {@code work} does.
   *
   * @param received how many bytes have come so far
   * @throws IOException as {@code work} does, or if nothing came for {@code stall}
   */
  static <T> T run(Callable<T> work, LongSupplier received, Duration stall, HubProgress progress)
      throws IOException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = Thread.ofVirtual().name("hub").start(task);
    try {
      long last = received.getAsLong();
      long since = System.nanoTime();
      while (true) {
        try {
          T result = task.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
          if (received.getAsLong() != last) {
            progress.completed(received.getAsLong());
          }
          return result;
        } catch (TimeoutException stillAtWork) {
          progress.checkStop();
        }
        long now = received.getAsLong();
        if (now != last) {
          last = now;
          since = System.nanoTime();
          progress.completed(now);
        } else if (System.nanoTime() - since > stall.toNanos()) {
          throw new IOException("nothing came for " + stall.toSeconds() + " s");
        }
      }
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case IOException io -> throw io;
        case RuntimeException unchecked -> throw unchecked;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      end(thread);
    }
  }

  private static void end(Thread thread) {
    thread.interrupt();
    try {
      var _ = thread.join(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
