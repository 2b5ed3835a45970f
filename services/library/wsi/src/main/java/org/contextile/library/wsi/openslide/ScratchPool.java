// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Scratch memory that reads of one slide take in turn, so that no read has to allocate its own. */
final class ScratchPool implements AutoCloseable {
  private static final int MOST_IDLE = 8;

  /** A larger region is rare, and its memory is worth more than the time to allocate it. */
  private static final long MOST_IDLE_PX = 5L << 20;

  private final Deque<ArgbScratch> idle = new ArrayDeque<>();
  private boolean closed;

  ArgbScratch take(long pixels) {
    synchronized (this) {
      for (Iterator<ArgbScratch> all = idle.iterator(); all.hasNext(); ) {
        ArgbScratch one = all.next();
        if (one.capacityPx() >= pixels) {
          all.remove();
          return one;
        }
      }
      // What is too small makes way, or the pool would fill with what nobody can use.
      if (!idle.isEmpty()) {
        idle.removeLast().close();
      }
    }
    return new ArgbScratch(pixels);
  }

  void giveBack(ArgbScratch scratch) {
    synchronized (this) {
      if (!closed && idle.size() < MOST_IDLE && scratch.capacityPx() <= MOST_IDLE_PX) {
        idle.addFirst(scratch);
        return;
      }
    }
    scratch.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(ArgbScratch::close);
    idle.clear();
  }
}
