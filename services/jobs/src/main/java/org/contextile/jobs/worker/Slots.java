// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Room for so many jobs of a kind at once, each on a thread of its own. */
final class Slots {

  private final String name;
  private final Semaphore free;
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

  Slots(String name, int count) {
    this.name = name;
    this.free = new Semaphore(count);
  }

  /** Takes all the slots that are free, and waits until there is one. */
  int takeFree() throws InterruptedException {
    free.acquire();
    return 1 + free.drainPermits();
  }

  void giveBack(int count) {
    free.release(count);
  }

  /** Does the work in a slot that was taken; it is free again afterwards. */
  void run(Runnable work) {
    // A daemon: a handler that never stops must not keep the process alive.
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } finally {
                    busy.remove(Thread.currentThread());
                    free.release();
                  }
                });
    busy.add(thread);
    thread.start();
  }

  List<Thread> busy() {
    return List.copyOf(busy);
  }
}
