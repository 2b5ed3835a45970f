// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.contextile.db.workspace.WorkspaceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes now and then what crashes, cancelled jobs and replaced rows left behind. Every process
 * with a store tries; two at once do no harm, for each deletion decides again under a lock.
 */
final class ArtifactCollector implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ArtifactCollector.class);

  private final StoredArtifacts store;
  private final ArtifactProperties properties;
  private ScheduledExecutorService clock = idle();
  private volatile boolean running;

  ArtifactCollector(StoredArtifacts store, ArtifactProperties properties) {
    this.store = store;
    this.properties = properties;
  }

  @Override
  public void start() {
    running = true;
    clock = idle();
    long period = properties.collection().toMillis();
    if (period > 0) {
      var _ = clock.scheduleWithFixedDelay(this::collect, period, period, TimeUnit.MILLISECONDS);
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

  private void collect() {
    try (WorkspaceScope _ = WorkspaceScope.all()) {
      int deleted = store.collect(properties.grace());
      if (deleted > 0) {
        log.info("Deleted {} artifacts that nothing referred to", deleted);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("Cannot look for artifacts that nothing refers to: {}", e.toString());
    }
  }

  private static ScheduledExecutorService idle() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("artifact-collector").factory());
  }
}
