// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.job.UnknownDependencyException;
import org.contextile.db.upkeep.Removals;
import org.contextile.web.http.CurrentRequestKey;
import org.contextile.web.trace.CurrentTrace;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Commands to the queue: submit, cancel, retry. */
@Service
class JobCommands {
  private final JobRequests requests;
  private final JobQueue queue;
  private final Removals removals;
  private final JobReader reader;
  private final CurrentRequestKey key;
  private final CurrentTrace trace;
  private final JsonMapper json;

  JobCommands(
      JobRequests requests,
      JobQueue queue,
      Removals removals,
      JobReader reader,
      CurrentRequestKey key,
      CurrentTrace trace,
      JsonMapper json) {
    this.requests = requests;
    this.queue = queue;
    this.removals = removals;
    this.reader = reader;
    this.key = key;
    this.trace = trace;
    this.json = json;
  }

  /** When, in which order and where a job is to run. */
  private record Schedule(
      List<UUID> dependsOn,
      int priority,
      @Nullable Instant runAfter,
      org.contextile.api.model.@Nullable JobNeeds needs) {

    static Schedule of(Object request) {
      return switch (request) {
        case FeatureExtractionRequest it ->
            new Schedule(it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
        case FineTuningRequest it ->
            new Schedule(it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
        case MilTrainingRequest it ->
            new Schedule(it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
        case ClassificationRequest it ->
            new Schedule(it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
        default -> throw new IllegalStateException("Not a request: " + request.getClass());
      };
    }
  }

  /**
   * Queues a job by a request of one of the four kinds that users submit.
   *
   * @throws ProblemException {@code unknown-job} when it depends on one that is not there, or as
   *     {@link JobRequests#complete} refuses it
   */
  UUID submit(String workspace, JobKind kind, Object request) {
    return beforeDeletions(
        workspace, () -> submit(submission(workspace, kind, request).withKey(key.get())));
  }

  /**
   * Does something in a transaction during which nothing is deleted: a job that is submitted then
   * finds all that it names, or is found by who deletes it.
   */
  <T> T beforeDeletions(String workspace, Supplier<T> action) {
    return queue.together(
        () -> {
          removals.keepOff(workspace);
          return action.get();
        });
  }

  /**
   * As {@link #submit}, by a request whose key is that of more than this job, within {@link
   * #beforeDeletions}.
   */
  UUID submitWithin(String workspace, JobKind kind, Object request) {
    return submit(submission(workspace, kind, request));
  }

  private JobSubmission submission(String workspace, JobKind kind, Object request) {
    NamedByRequest named = requests.complete(workspace, request);
    Schedule schedule = Schedule.of(request);
    return JobSubmission.of(workspace, kind, json.writeValueAsString(request))
        .withPriority(schedule.priority())
        .withDependsOn(dependencies(schedule, named))
        .withRunAfter(schedule.runAfter())
        .withNeeds(needs(schedule))
        .withInputDigests(named.digests())
        .withTrace(trace.parent());
  }

  private UUID submit(JobSubmission submission) {
    try {
      return queue.submit(submission);
    } catch (UnknownDependencyException e) {
      throw new ProblemException(
          ProblemType.UNKNOWN_JOB.with(String.valueOf(e.getMessage())).at("/dependsOn"), e);
    }
  }

  private static Set<UUID> dependencies(Schedule schedule, NamedByRequest named) {
    Set<UUID> jobs = new HashSet<>(schedule.dependsOn());
    jobs.addAll(named.makers());
    return jobs;
  }

  private static @Nullable JobNeeds needs(Schedule schedule) {
    var given = schedule.needs();
    return given == null ? null : new JobNeeds(given.getGpu(), given.getMemoryBytes());
  }

  JobView find(String workspace, UUID id) {
    return reader.find(workspace, id).orElseThrow(() -> ProblemException.notFound("job", id));
  }

  void cancel(String workspace, UUID id) {
    settle(id, queue.cancel(workspace, id, key.get()));
  }

  void retry(String workspace, UUID id) {
    settle(id, queue.retry(workspace, id, key.get()));
  }

  private static void settle(UUID id, JobControl control) {
    switch (control) {
      case JobControl.Accepted _ -> {}
      case JobControl.Refused refused ->
          throw new ProblemException(
              refused.state().terminal() ? ProblemType.JOB_ENDED : ProblemType.JOB_NOT_READY,
              "The job is " + refused.state() + ". " + refused.reason());
      case JobControl.NotFound _ -> throw ProblemException.notFound("job", id);
    }
  }
}
