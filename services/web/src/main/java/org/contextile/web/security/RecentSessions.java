// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The callers of sessions that were read a moment ago, so that a page with many pictures asks the
 * database once and not per picture. Bounded: the oldest is forgotten first.
 */
final class RecentSessions {
  private record Read(Caller caller, long atNanos) {}

  private final long memoryNanos;
  private final LongSupplier nanoTime;
  private final Map<String, Read> byDigest;

  RecentSessions(Duration memory, int most, LongSupplier nanoTime) {
    this.memoryNanos = memory.toNanos();
    this.nanoTime = nanoTime;
    this.byDigest =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
            return size() > most;
          }
        };
  }

  synchronized Optional<Caller> find(String digest) {
    Read read = byDigest.get(digest);
    if (read == null || nanoTime.getAsLong() - read.atNanos >= memoryNanos) {
      byDigest.remove(digest);
      return Optional.empty();
    }
    return Optional.of(read.caller);
  }

  synchronized void put(String digest, Caller caller) {
    byDigest.remove(digest);
    byDigest.put(digest, new Read(caller, nanoTime.getAsLong()));
  }

  synchronized void remove(String digest) {
    byDigest.remove(digest);
  }
}
