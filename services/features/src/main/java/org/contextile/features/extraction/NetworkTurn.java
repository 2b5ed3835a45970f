// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Whose networks compute: one job's at a time in a process, in the order in which they asked. The
 * others have opened their slide and read its first batches meanwhile.
 */
@Component
final class NetworkTurn {
  private static final long LOOK_MILLIS = 100;

  private final Semaphore turn = new Semaphore(1, true);

  /** A turn that was had; closing it twice does no harm. */
  final class Held implements AutoCloseable {
    private boolean held = true;

    @Override
    public void close() {
      if (held) {
        held = false;
        turn.release();
      }
    }
  }

  /**
   * Waits for the turn; the caller closes it.
   *
   * @param checkStop called now and then, ends the wait by throwing
   */
  Held await(Runnable checkStop) throws InterruptedException {
    do {
      checkStop.run();
    } while (!turn.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    return new Held();
  }
}
