// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.FullDisk;
import org.contextile.db.TransientFailures;
import org.contextile.db.UnstorableText;
import org.contextile.db.job.ChildJob;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.LeaseLostException;
import org.contextile.db.workspace.WorkspaceScope;
import org.contextile.library.storage.UnreachableStoreException;
import org.contextile.web.trace.JobTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.json.JsonMapper;

/** Runs claimed jobs, keeps their leases, and reports how each run ended. */
final class RunningJobs {

  private static final Logger log = LoggerFactory.getLogger(RunningJobs.class);

  private final JobQueue queue;
  private final JobQueue heartbeats;
  private final ArtifactStore artifacts;
  private final JsonMapper json;
  private final ObservationRegistry observations;
  private final WorkerProperties properties;
  private final String worker;
  private final Set<RunningJob> running = ConcurrentHashMap.newKeySet();
  private final WorkerScratch scratches;
  private volatile boolean ending;

  /**
   * @param heartbeats the same queue by connections that nothing else keeps busy
   */
  RunningJobs(
      JobQueue queue,
      JobQueue heartbeats,
      ArtifactStore artifacts,
      JsonMapper json,
      ObservationRegistry observations,
      WorkerProperties properties) {
    this.queue = queue;
    this.heartbeats = heartbeats;
    this.artifacts = artifacts;
    this.json = json;
    this.observations = observations;
    this.properties = properties;
    this.scratches = new WorkerScratch(properties.scratchDirectory());
    this.worker = properties.name() != null ? properties.name() : hostAndProcess();
  }

  // Containers all have process 1, processes of one machine all have its host name.
  private static String hostAndProcess() {
    String process = "pid-" + ProcessHandle.current().pid();
    String host = System.getenv("HOSTNAME");
    return host == null ? process : host + "/" + process;
  }

  String worker() {
    return worker;
  }

  /** Sends a heartbeat for every job, without waiting for any. */
  void heartbeat() {
    running.forEach(RunningJob::heartbeat);
  }

  /** Asks about one job at once, because somebody may have cancelled it. */
  void heartbeat(UUID id) {
    running.stream().filter(job -> job.id().equals(id)).forEach(RunningJob::heartbeat);
  }

  /** Lets jobs run, after {@link #end} too. */
  void begin() {
    ending = false;
    try {
      scratches.begin();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Jobs need a folder for temporary files: contextile.worker.scratch-directory", e);
    }
  }

  /** Asks all jobs to hand themselves back, and those that a claim still brings. */
  void end() {
    ending = true;
    running.forEach(job -> job.stop(StopReason.SHUTDOWN));
  }

  /** Removes the temporary files of all jobs, of which none runs any more or matters. */
  void clear() {
    scratches.end();
  }

  /** Hands back what still runs, each on a thread of its own, since the database may not answer. */
  List<Thread> abandonAll() {
    return running.stream()
        .map(job -> Thread.startVirtualThread(() -> WorkspaceScope.inAll(() -> abandon(job))))
        .toList();
  }

  private static void abandon(RunningJob job) {
    try {
      job.abandon();
    } catch (RuntimeException e) {
      // It ended just now; or the lease will expire and the sweeper decides.
      log.warn("Job {} could not be handed back: {}", job.id(), e.toString());
    }
  }

  /**
   * Runs a job to its end in the calling thread. Never throws what the job threw.
   *
   * @param askedAt {@link System#nanoTime} before the job was claimed
   */
  void run(ClaimedJob claimed, JobHandler handler, long askedAt) {
    MDC.put("job", claimed.lease().jobId().toString());
    Observation run = JobTrace.begin(claimed, observations);
    String ending = "error";
    try (Observation.Scope _ = run.openScope()) {
      ending = prepared(claimed, handler, askedAt);
    } catch (LeaseLostException e) {
      ending = "lease-lost";
      log.warn("Job {} is no longer ours; nothing more is written", claimed.lease().jobId());
    } catch (RuntimeException e) {
      // The queue could not be told: the lease will expire and the sweeper decides.
      log.error("Job {} ended, but the queue could not be told", claimed.lease().jobId(), e);
    } finally {
      run.lowCardinalityKeyValue("ending", ending).stop();
      MDC.remove("job");
    }
  }

  private String prepared(ClaimedJob claimed, JobHandler handler, long askedAt) {
    Scratch scratch;
    try {
      scratch = scratches.of(claimed.lease().jobId());
    } catch (IOException e) {
      if (ending) {
        queue.release(claimed.lease());
        return "released";
      }
      log.error("Job {} cannot have temporary files", claimed.lease().jobId(), e);
      queue.fail(
          claimed.lease(),
          json.writeValueAsString(
              problem(
                      e,
                      "Worker %s cannot have temporary files: its log says why.".formatted(worker))
                  .body()),
          true);
      return "failed";
    }
    try (scratch) {
      return run(open(claimed, scratch, askedAt), handler);
    }
  }

  private RunningJob open(ClaimedJob claimed, Scratch scratch, long askedAt) {
    HeldLease held = new HeldLease(claimed.lease(), properties.lease(), askedAt, System::nanoTime);
    return new RunningJob(claimed, held, queue, heartbeats, artifacts, json, scratch.directory());
  }

  private String run(RunningJob job, JobHandler handler) {
    running.add(job);
    try {
      if (ending) {
        job.stop(StopReason.SHUTDOWN);
      }
      return attempt(job, handler);
    } finally {
      running.remove(job);
    }
  }

  private String attempt(RunningJob job, JobHandler handler) {
    try {
      job.checkStop();
      return switch (handler.run(job)) {
        case JobResult result -> succeed(job, result);
        case ChildJobs children -> divide(job, children);
      };
    } catch (LeaseLostException e) {
      throw e;
    } catch (JobStoppedException e) {
      return handBack(job);
    } catch (ProblemException e) {
      String ending = fail(job, e.problem(), false);
      if (!e.problem().kind().retryable()) {
        job.releaseInputs();
      }
      return ending;
    } catch (Throwable e) {
      if (job.stopping()) {
        return handBack(job);
      }
      log.error("Job {} failed in attempt {}", job.id(), job.attempt(), e);
      Problem problem =
          problem(
              e,
              "Attempt %d failed unexpectedly: the log of worker %s has the cause under the job's id."
                  .formatted(job.attempt(), worker));
      return fail(job, problem, problem.kind().retryable());
    }
  }

  /** What nobody typed. Its text may hold statements, rows and paths: it is for the log alone. */
  private Problem problem(Throwable failure, String unexpected) {
    if (FullDisk.isFull(failure)) {
      return ProblemType.INSUFFICIENT_STORAGE.with(
          "Worker %s, or the store or database that it writes to, has no room left on its disk. Nothing half-written stays."
              .formatted(worker));
    }
    if (UnreachableStoreException.isCauseOf(failure)) {
      return ProblemType.UNAVAILABLE.with(
          "Worker %s: %s".formatted(worker, UnreachableStoreException.DETAIL));
    }
    if (UnstorableText.isCause(failure)) {
      return ProblemType.INVALID_REQUEST.with(UnstorableText.DETAIL);
    }
    return ProblemType.INTERNAL_ERROR.with(unexpected);
  }

  private String succeed(RunningJob job, JobResult result) {
    job.end(
        () -> {
          job.flush();
          queue.succeed(job.lease(), () -> json.writeValueAsString(result.publish().get()));
        });
    return "succeeded";
  }

  private String divide(RunningJob job, ChildJobs requests) {
    List<ChildJob> children = requests.children().stream().map(this::child).toList();
    job.end(
        () -> {
          job.flush();
          queue.divide(job.lease(), children);
        });
    return "divided";
  }

  private ChildJob child(ChildRequest child) {
    return new ChildJob(
        child.kind(),
        json.writeValueAsString(child.request()),
        child.progress(),
        child.inputDigests(),
        child.dependsOn(),
        child.needs(),
        child.outputId());
  }

  private String fail(RunningJob job, Problem problem, boolean retryable) {
    job.end(
        () -> {
          flushIfPossible(job);
          queue.fail(job.lease(), json.writeValueAsString(problem.body()), retryable);
        });
    return "failed";
  }

  /** The last reports must not keep a job from ending. */
  private static void flushIfPossible(RunningJob job) {
    try {
      job.flush();
    } catch (RuntimeException e) {
      if (e instanceof LeaseLostException || TransientFailures.isTransient(e)) {
        throw e;
      }
      log.warn("Reports of job {} are lost: {}", job.id(), e.toString());
    }
  }

  private String handBack(RunningJob job) {
    return switch (job.stopReason()) {
      case CANCELLED -> {
        job.end(() -> queue.cancelled(job.lease()));
        yield "cancelled";
      }
      case SHUTDOWN -> {
        job.end(() -> queue.release(job.lease()));
        yield "released";
      }
      case LEASE_LOST -> "lease-lost";
    };
  }
}
