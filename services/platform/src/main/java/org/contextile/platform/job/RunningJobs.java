// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.LeaseLostException;
import org.contextile.platform.artifact.ArtifactStore;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.json.JsonMapper;

/** Runs claimed jobs, keeps their leases, and reports how each run ended. */
final class RunningJobs {

  private static final Logger log = LoggerFactory.getLogger(RunningJobs.class);

  private final JobQueue queue;
  private final ArtifactStore artifacts;
  private final JsonMapper json;
  private final MeterRegistry meters;
  private final WorkerProperties properties;
  private final String worker;
  private final Set<RunningJob> running = ConcurrentHashMap.newKeySet();

  RunningJobs(
      JobQueue queue,
      ArtifactStore artifacts,
      JsonMapper json,
      MeterRegistry meters,
      WorkerProperties properties) {
    this.queue = queue;
    this.artifacts = artifacts;
    this.json = json;
    this.meters = meters;
    this.properties = properties;
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

  void heartbeat() {
    running.forEach(RunningJob::heartbeat);
  }

  /** Asks about one job at once, because somebody may have cancelled it. */
  void heartbeat(UUID id) {
    running.stream().filter(job -> job.id().equals(id)).forEach(RunningJob::heartbeat);
  }

  void stopAll(StopReason reason) {
    running.forEach(job -> job.stop(reason));
  }

  /** Runs a job to its end in the calling thread. Never throws what the job threw. */
  void run(ClaimedJob claimed, JobHandler handler) {
    MDC.put("job", claimed.lease().jobId().toString());
    Timer.Sample sample = Timer.start(meters);
    String ending = "error";
    try (Scratch scratch = Scratch.open(properties.scratchDirectory(), claimed.lease().jobId())) {
      RunningJob job =
          new RunningJob(claimed, queue, artifacts, json, scratch.directory(), properties.lease());
      running.add(job);
      try {
        ending = attempt(job, handler);
      } finally {
        running.remove(job);
      }
    } catch (LeaseLostException e) {
      ending = "lease-lost";
      log.warn("Job {} is no longer ours; nothing more is written", claimed.lease().jobId());
    } catch (RuntimeException e) {
      // The queue could not be told: the lease will expire and the sweeper decides.
      log.error("Job {} ended, but the queue could not be told", claimed.lease().jobId(), e);
    } finally {
      sample.stop(
          meters.timer("contextile.job.run", "kind", handler.kind().text(), "ending", ending));
      MDC.remove("job");
    }
  }

  private String attempt(RunningJob job, JobHandler handler) {
    try {
      JobOutcome outcome = handler.run(job);
      job.flush();
      queue.succeed(job.lease(), () -> json.writeValueAsString(outcome.publish().get()));
      return "succeeded";
    } catch (LeaseLostException e) {
      throw e;
    } catch (JobStoppedException e) {
      return handBack(job);
    } catch (ProblemException e) {
      queue.fail(job.lease(), json.writeValueAsString(e.problem()), false);
      return "failed";
    } catch (Throwable e) {
      if (job.stopping()) {
        return handBack(job);
      }
      log.error("Job {} failed in attempt {}", job.id(), job.attempt(), e);
      Problem problem =
          Problem.of("internal-error", "The job failed", 500, "Unexpected failure: " + e);
      queue.fail(job.lease(), json.writeValueAsString(problem), true);
      return "failed";
    }
  }

  private String handBack(RunningJob job) {
    return switch (job.stopReason()) {
      case CANCELLED -> {
        queue.cancelled(job.lease());
        yield "cancelled";
      }
      case SHUTDOWN -> {
        queue.release(job.lease());
        yield "released";
      }
      case LEASE_LOST -> "lease-lost";
    };
  }
}
