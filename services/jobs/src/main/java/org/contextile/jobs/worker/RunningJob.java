// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.TransientFailures;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.NewJobEvent;
import org.contextile.library.storage.LocalCopy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** One run of one job: the handler's view of it, and its lease. */
final class RunningJob implements JobContext {

  private static final Logger log = LoggerFactory.getLogger(RunningJob.class);

  private final ClaimedJob claimed;
  private final HeldLease held;
  private final JobQueue queue;
  private final LeaseKeeper keeper;
  private final ArtifactStore artifacts;
  private final JsonMapper json;
  private final Path scratch;
  private final Reporting reporting;
  private @Nullable String checkpoint;
  private volatile @Nullable StopReason stopReason;
  private volatile boolean abandoned;

  RunningJob(
      ClaimedJob claimed,
      HeldLease held,
      JobQueue queue,
      JobQueue heartbeats,
      ArtifactStore artifacts,
      JsonMapper json,
      Path scratch) {
    this.claimed = claimed;
    this.held = held;
    this.queue = queue;
    this.keeper = new LeaseKeeper(held, heartbeats, this::stop);
    this.artifacts = artifacts;
    this.json = json;
    this.scratch = scratch;
    this.reporting = new Reporting(queue, claimed.lease());
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
  public List<ChildResult> children() {
    if (!claimed.divided()) {
      return List.of();
    }
    return queue.children(lease()).stream().map(child -> new ChildResult(child, json)).toList();
  }

  @Override
  public UUID outputId(JobOutputType type) {
    return queue.output(lease(), type);
  }

  @Override
  public <T> T request(Class<T> type) {
    return json.readValue(claimed.requestJson(), type);
  }

  @Override
  public void phase(String phase, long total, String unit) {
    reporting.phase(phase, total, unit);
  }

  @Override
  public void progress(long completed) {
    reporting.progress(completed);
  }

  @Override
  public void metric(String name, long step, double value) {
    reporting.event(NewJobEvent.metric(name, step, value));
  }

  @Override
  public void log(String message) {
    log.info("{}", message);
    reporting.event(NewJobEvent.log(message));
  }

  /** Tells the queue the reports that still wait. */
  void flush() {
    reporting.flush();
  }

  @Override
  public void checkStop() {
    StopReason reason = stopReasonNow();
    if (reason != null) {
      throw new JobStoppedException(reason.text());
    }
  }

  @Override
  public boolean stopping() {
    return stopReasonNow() != null;
  }

  @Override
  public Optional<LocalCopy> checkpoint() throws IOException {
    String digest = checkpoint;
    return digest == null ? Optional.empty() : Optional.of(artifacts.open(digest));
  }

  @Override
  public void saveCheckpoint(Path file) throws IOException {
    ArtifactHold hold = artifacts.hold();
    Artifact saved =
        Persistence.persist(
            held,
            this::stopping,
            () -> {
              Artifact stored = hold.put(file, "application/octet-stream");
              queue.checkpoint(lease(), stored.digest());
              return stored;
            });
    String before = checkpoint;
    checkpoint = saved.digest();
    tidy(hold::release);
    if (before != null && !before.equals(saved.digest())) {
      tidy(() -> artifacts.discardIfUnreferenced(before));
    }
  }

  @Override
  public void publish(Runnable writes) {
    Persistence.persist(
        held,
        this::stopping,
        () -> {
          queue.fenced(lease(), writes);
          return true;
        });
  }

  @Override
  public Path scratch() {
    return scratch;
  }

  /** Tells the queue how the job ended, for as long as it is ours to tell. */
  void end(Runnable telling) {
    Persistence.persist(
        held,
        () -> abandoned,
        () -> {
          telling.run();
          return true;
        });
  }

  /** Asks the job to end. The first reason counts, but a lost lease overrides all. */
  synchronized void stop(StopReason reason) {
    if (stopReason == null || reason == StopReason.LEASE_LOST) {
      stopReason = reason;
    }
  }

  /** Hands the job back over the head of a handler that does not stop. It can write no more. */
  void abandon() {
    abandoned = true;
    log.warn("Job {} did not stop in time and is handed back", id());
    queue.release(lease());
  }

  StopReason stopReason() {
    StopReason reason = stopReason;
    if (reason == null) {
      throw new IllegalStateException("Job " + id() + " was not asked to stop");
    }
    return reason;
  }

  /** Sends a heartbeat without waiting for it. */
  void heartbeat() {
    keeper.beat();
  }

  /** Without an answer for a whole lease the job counts as lost, from then on for ever. */
  private @Nullable StopReason stopReasonNow() {
    if (held.ranOut()) {
      stop(StopReason.LEASE_LOST);
    }
    return stopReason;
  }

  /** Deletes inputs that no attempt could use, once it is recorded that the job has failed. */
  void releaseInputs() {
    tidy(() -> artifacts.release(id()));
  }

  private void tidy(Runnable deletion) {
    try {
      deletion.run();
    } catch (RuntimeException e) {
      if (!TransientFailures.isTransient(e)) {
        throw e;
      }
      log.warn("Artifacts of job {} are left to the collector: {}", id(), e.toString());
    }
  }
}
