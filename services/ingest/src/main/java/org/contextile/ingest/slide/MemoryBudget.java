// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/** Bytes that pictures under way may take together: what does not fit waits its turn, or goes. */
final class MemoryBudget {
  private static final long UNIT_BYTES = 1024;

  private final int units;
  private final Semaphore free;

  MemoryBudget(long bytes) {
    this.units = Math.toIntExact(bytes / UNIT_BYTES);
    this.free = new Semaphore(units, true);
  }

  /** Makes a picture. */
  @FunctionalInterface
  interface Making<T> {
    T make() throws UnreadableRegionException;
  }

  /**
   * Makes a picture once there is room for it; what needs more than there is gets all of it.
   *
   * @throws BusyException when there is no room in time
   */
  <T> T within(long bytes, Duration patience, Making<T> making) throws UnreadableRegionException {
    int wanted = (int) Math.clamp(Math.ceilDiv(bytes, UNIT_BYTES), 1L, (long) units);
    try {
      if (!free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException();
    }
    try {
      return making.make();
    } finally {
      free.release(wanted);
    }
  }
}
