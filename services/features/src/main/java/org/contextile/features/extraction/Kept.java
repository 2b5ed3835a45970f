// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last thing that was handed in, for a while, for whoever wants the same again. It is
 * never two's: who takes it has it alone. It is closed when its time is over, when another is
 * handed in or asked for, and at the end.
 *
 * @param <K> what things are asked for by
 * @param <V> what is costly to open
 */
final class Kept<K, V> implements AutoCloseable {

  /** Two are never the same, also with the same value. */
  private static final class Entry<K, V> {

    private final K key;
    private final V value;

    private Entry(K key, V value) {
      this.key = key;
      this.value = value;
    }
  }

  private final Duration time;
  private final Consumer<V> closing;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("contextile-kept").factory());
  private @Nullable Entry<K, V> entry;
  private boolean closed;

  /**
   * @param time how long; with zero nothing is kept
   */
  Kept(Duration time, Consumer<V> closing) {
    this.time = time;
    this.closing = closing;
  }

  /** What was kept under a key, which is the caller's now; another is closed to make room. */
  Optional<V> take(K key) {
    Entry<K, V> taken = exchange(null);
    if (taken != null && !taken.key.equals(key)) {
      closing.accept(taken.value);
      return Optional.empty();
    }
    return Optional.ofNullable(taken).map(it -> it.value);
  }

  /** Hands in what the caller does not use any more. */
  void keep(K key, V value) {
    Entry<K, V> handed = new Entry<>(key, value);
    Entry<K, V> before = exchange(handed);
    if (before != null) {
      closing.accept(before.value);
    }
  }

  /**
   * @return what is to be closed by the caller, or given away
   */
  private synchronized @Nullable Entry<K, V> exchange(@Nullable Entry<K, V> next) {
    if (next != null && (closed || time.isZero())) {
      return next;
    }
    Entry<K, V> before = entry;
    entry = next;
    if (next != null) {
      var _ = clock.schedule(() -> expire(next), time.toNanos(), TimeUnit.NANOSECONDS);
    }
    return before;
  }

  /** Does nothing if it was taken meanwhile, also if the same was handed in again. */
  private void expire(Entry<K, V> old) {
    synchronized (this) {
      if (entry != old) {
        return;
      }
      entry = null;
    }
    closing.accept(old.value);
  }

  @Override
  public void close() {
    Entry<K, V> last;
    synchronized (this) {
      closed = true;
      last = entry;
      entry = null;
    }
    clock.shutdownNow();
    if (last != null) {
      closing.accept(last.value);
    }
  }
}
