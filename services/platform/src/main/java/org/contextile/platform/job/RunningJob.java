// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.NewJobEvent;
import org.contextile.platform.artifact.Artifact;
import org.contextile.platform.artifact.ArtifactStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** One run of one job: the handler's view of it, and its lease. */
final class RunningJob implements JobContext {

  private static final Logger log = LoggerFactory.getLogger(RunningJob.class);
  private static final long PROGRESS_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

  private final ClaimedJob claimed;
  private final JobQueue queue;
  private final ArtifactStore artifacts;
  private final JsonMapper json;
  private final Path scratch;
  private final Duration leaseLength;
  private @Nullable String checkpoint;
  private volatile @Nullable StopReason stopReason;
  private volatile long heldAt = System.nanoTime();
  private String phase = "starting";
  private String unit = "";
  private long total;
  private long completed;
  private boolean unwritten;
  private long writtenAt = System.nanoTime() - PROGRESS_INTERVAL_NANOS;

  RunningJob(
      ClaimedJob claimed,
      JobQueue queue,
      ArtifactStore artifacts,
      JsonMapper json,
      Path scratch,
      Duration leaseLength) {
    this.claimed = claimed;
    this.queue = queue;
    this.artifacts = artifacts;
    this.json = json;
    this.scratch = scratch;
    this.leaseLength = leaseLength;
    this.checkpoint = claimed.checkpointDigest();
  }

  JobLease lease() {
    return claimed.lease();
  }

  @Override
  public UUID id() {
    return claimed.lease().jobId();
  }

  @Override
  public String workspace() {
    return claimed.workspace();
  }

  @Override
  public int attempt() {
    return claimed.attempt();
  }

  @Override
  public <T> T request(Class<T> type) {
    return json.readValue(claimed.requestJson(), type);
  }

  @Override
  public void phase(String phase, long total, String unit) {
    this.phase = phase;
    this.total = total;
    this.unit = unit;
    completed = 0;
    writeProgress();
  }

  @Override
  public void progress(long completed) {
    this.completed = completed;
    unwritten = true;
    if (System.nanoTime() - writtenAt >= PROGRESS_INTERVAL_NANOS || completed == total) {
      writeProgress();
    }
  }

  /** Writes the progress that {@link #progress} held back. */
  void flush() {
    if (unwritten) {
      writeProgress();
    }
  }

  @Override
  public void metric(String name, long step, double value) {
    queue.append(lease(), List.of(NewJobEvent.metric(name, step, value)));
  }

  @Override
  public void log(String message) {
    log.info("{}", message);
    queue.append(lease(), List.of(NewJobEvent.log(message)));
  }

  @Override
  public void checkStop() {
    StopReason reason = stopReason;
    if (reason != null) {
      throw new JobStoppedException(reason.text());
    }
  }

  @Override
  public boolean stopping() {
    return stopReason != null;
  }

  @Override
  public Optional<Path> checkpoint() {
    return Optional.ofNullable(checkpoint).map(artifacts::path);
  }

  @Override
  public void saveCheckpoint(Path file) throws IOException {
    Artifact saved = artifacts.put(file, "application/octet-stream");
    queue.checkpoint(lease(), saved.digest());
    String before = checkpoint;
    checkpoint = saved.digest();
    if (before != null && !before.equals(saved.digest())) {
      artifacts.discardIfUnreferenced(before);
    }
  }

  @Override
  public void publish(Runnable writes) {
    queue.fenced(lease(), writes);
  }

  @Override
  public Path scratch() {
    return scratch;
  }

  /** Asks the job to end. The first reason counts, but a lost lease overrides all. */
  void stop(StopReason reason) {
    if (stopReason == null || reason == StopReason.LEASE_LOST) {
      stopReason = reason;
    }
  }

  StopReason stopReason() {
    StopReason reason = stopReason;
    if (reason == null) {
      throw new IllegalStateException("Job " + id() + " was not asked to stop");
    }
    return reason;
  }

  /** Extends the lease. Without an answer for a whole lease the job counts as lost. */
  void heartbeat() {
    try {
      switch (queue.heartbeat(lease(), leaseLength)) {
        case HELD -> heldAt = System.nanoTime();
        case CANCEL_REQUESTED -> {
          heldAt = System.nanoTime();
          stop(StopReason.CANCELLED);
        }
        case LOST -> stop(StopReason.LEASE_LOST);
      }
    } catch (RuntimeException e) {
      log.warn("No heartbeat for job {}: {}", id(), e.toString());
      if (System.nanoTime() - heldAt > leaseLength.toNanos()) {
        stop(StopReason.LEASE_LOST);
      }
    }
  }

  private void writeProgress() {
    queue.progress(lease(), new JobProgress(phase, completed, total, unit));
    writtenAt = System.nanoTime();
    unwritten = false;
  }
}
