// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Loaded models. One that is lent is its borrower's alone and never closed under them; one that
 * came back stays for whoever wants the same again, until its time is over or its memory is wanted
 * for another.
 *
 * @param <K> what models are asked for by
 * @param <V> a loaded model
 */
final class ModelPool<K, V> implements AutoCloseable {

  /** How a model is loaded. */
  interface Opening<V> {
    V open() throws IOException;
  }

  /** Two are never the same, also with the same model. */
  private static final class Entry<K, V> {

    private final K key;
    private final long bytes;
    private final V value;

    private Entry(K key, long bytes, V value) {
      this.key = key;
      this.bytes = bytes;
      this.value = value;
    }
  }

  private final long maxBytes;
  private final Duration idleTime;
  private final Consumer<V> closing;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("contextile-model-pool").factory());
  // Those that nobody uses, the longest unused first.
  private final Set<Entry<K, V>> idle = new LinkedHashSet<>();
  private long bytes;
  private boolean closed;

  /**
   * @param maxBytes what all models may take together; only those in use exceed it
   * @param idleTime how long a model stays that nobody uses; zero for not at all
   */
  ModelPool(long maxBytes, Duration idleTime, Consumer<V> closing) {
    this.maxBytes = maxBytes;
    this.idleTime = idleTime;
    this.closing = closing;
  }

  /**
   * Lends a model, loaded if none of that key is idle. The borrower closes the loan.
   *
   * @param size bytes that the model takes
   */
  Loan lend(K key, long size, Opening<V> opening) throws IOException {
    Optional<Entry<K, V>> found;
    List<Entry<K, V>> evicted = new ArrayList<>();
    synchronized (this) {
      found = idle.stream().filter(entry -> entry.key.equals(key)).findFirst();
      if (found.isPresent()) {
        idle.remove(found.get());
      } else {
        bytes += size;
        evict(maxBytes, evicted);
      }
    }
    close(evicted);
    return new Loan(found.isPresent() ? found.get() : open(key, size, opening));
  }

  private Entry<K, V> open(K key, long size, Opening<V> opening) throws IOException {
    boolean opened = false;
    try {
      Entry<K, V> entry = new Entry<>(key, size, opening.open());
      opened = true;
      return entry;
    } finally {
      if (!opened) {
        forget(size);
      }
    }
  }

  /** Closes all models that nobody uses. */
  void evictIdle() {
    List<Entry<K, V>> evicted = new ArrayList<>();
    synchronized (this) {
      evict(Long.MIN_VALUE, evicted);
    }
    close(evicted);
  }

  /** What models in use and idle ones take together. */
  synchronized long bytes() {
    return bytes;
  }

  private void evict(long most, List<Entry<K, V>> evicted) {
    Iterator<Entry<K, V>> oldest = idle.iterator();
    while (bytes > most && oldest.hasNext()) {
      Entry<K, V> entry = oldest.next();
      oldest.remove();
      bytes -= entry.bytes;
      evicted.add(entry);
    }
  }

  private void giveBack(Entry<K, V> entry, boolean worked) {
    List<Entry<K, V>> evicted = new ArrayList<>();
    synchronized (this) {
      if (worked && !closed && !idleTime.isZero()) {
        // A new entry, which the clock that was set for the one before does not know.
        Entry<K, V> returned = new Entry<>(entry.key, entry.bytes, entry.value);
        idle.add(returned);
        var _ = clock.schedule(() -> expire(returned), idleTime.toNanos(), TimeUnit.NANOSECONDS);
        evict(maxBytes, evicted);
      } else {
        bytes -= entry.bytes;
        evicted.add(entry);
      }
    }
    close(evicted);
  }

  /** Does nothing if it was lent meanwhile. */
  private void expire(Entry<K, V> entry) {
    synchronized (this) {
      if (!idle.remove(entry)) {
        return;
      }
      bytes -= entry.bytes;
    }
    closing.accept(entry.value);
  }

  private synchronized void forget(long size) {
    bytes -= size;
  }

  private void close(List<Entry<K, V>> entries) {
    entries.forEach(entry -> closing.accept(entry.value));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    clock.shutdownNow();
    evictIdle();
  }

  /** A model in use, by one thread. */
  final class Loan implements AutoCloseable {

    private final Entry<K, V> entry;
    private boolean worked;
    private boolean ended;

    private Loan(Entry<K, V> entry) {
      this.entry = entry;
    }

    V model() {
      return entry.value;
    }

    /** Says that nothing failed, so that another may go on with the model. */
    void worked() {
      worked = true;
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        giveBack(entry, worked);
      }
    }
  }
}
