// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.contextile.db.workspace.WorkspaceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Removes uploads that have expired, whether or not anybody comes by. Every process that takes
 * files in does; two at once do no harm.
 */
final class UploadSweeper implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(UploadSweeper.class);

  private final Uploads uploads;
  private final Duration period;
  private ScheduledExecutorService clock = idle();
  private volatile boolean running;

  UploadSweeper(Uploads uploads, Duration period) {
    this.uploads = uploads;
    this.period = period;
  }

  @Override
  public void start() {
    running = true;
    clock = idle();
    long millis = period.toMillis();
    var _ = clock.scheduleWithFixedDelay(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
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

  private void sweep() {
    try (WorkspaceScope _ = WorkspaceScope.all()) {
      uploads.removeExpired();
    } catch (RuntimeException e) {
      log.warn("Cannot remove expired uploads: {}", e.toString());
    }
  }

  private static ScheduledExecutorService idle() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("upload-sweeper").factory());
  }
}
