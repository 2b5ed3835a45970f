// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.contextile.db.workspace.WorkspaceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Work that is done now and then for all workspaces while the process runs, whether or not anybody
 * comes by. Every process does it, and none waits for another: two at once must do no harm. A
 * failure is logged, and the next turn tries again.
 */
public final class PeriodicUpkeep implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(PeriodicUpkeep.class);

  private final String name;
  private final Duration period;
  private final Work work;
  private ScheduledExecutorService clock;
  private volatile boolean running;

  /**
   * @param name of the work, for thread and log, such as {@code artifact-collector}
   * @param period from the end of one turn to the next; zero: never
   */
  public PeriodicUpkeep(String name, Duration period, Work work) {
    this.name = name;
    this.period = period;
    this.work = work;
    this.clock = idle();
  }

  /** One turn. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  @Override
  public void start() {
    running = true;
    clock = idle();
    long millis = period.toMillis();
    if (millis > 0) {
      var _ = clock.scheduleWithFixedDelay(this::turn, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void stop() {
    running = false;
    clock.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void turn() {
    try (WorkspaceScope _ = WorkspaceScope.all()) {
      work.run();
    } catch (IOException | RuntimeException e) {
      log.warn("The turn of {} failed: {}", name, e.toString());
    }
  }

  private ScheduledExecutorService idle() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }
}
