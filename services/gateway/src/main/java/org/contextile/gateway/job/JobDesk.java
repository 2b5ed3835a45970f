// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.job.UnknownDependencyException;
import org.contextile.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Takes jobs in and does to them what users ask. */
@Service
class JobDesk {
  private final JobQueue queue;
  private final JobReader reader;
  private final JsonMapper json;

  JobDesk(JobQueue queue, JobReader reader, JsonMapper json) {
    this.queue = queue;
    this.reader = reader;
    this.json = json;
  }

  /** When, in which order and where a job is to run. */
  record Schedule(
      List<UUID> dependsOn,
      int priority,
      @Nullable Instant runAfter,
      org.contextile.api.model.@Nullable JobNeeds needs) {}

  /**
   * Queues a job.
   *
   * @throws ProblemException {@code unknown-job} when it depends on one that is not there
   */
  JobView submit(
      String workspace, JobKind kind, Object request, NamedByRequest named, Schedule schedule) {
    JobSubmission submission =
        JobSubmission.of(workspace, kind, json.writeValueAsString(request))
            .withPriority(schedule.priority())
            .withDependsOn(dependencies(schedule, named))
            .withRunAfter(schedule.runAfter())
            .withNeeds(needs(schedule))
            .withInputDigests(named.digests());
    try {
      return find(workspace, queue.submit(submission));
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

  JobView cancel(String workspace, UUID id) {
    return settled(workspace, id, queue.cancel(workspace, id));
  }

  JobView retry(String workspace, UUID id) {
    return settled(workspace, id, queue.retry(workspace, id));
  }

  private JobView settled(String workspace, UUID id, JobControl control) {
    return switch (control) {
      case JobControl.Accepted _ -> find(workspace, id);
      case JobControl.Refused refused ->
          throw new ProblemException(
              refused.state().terminal() ? ProblemType.JOB_ENDED : ProblemType.JOB_NOT_READY,
              "The job is " + refused.state() + ". " + refused.reason());
      case JobControl.NotFound _ -> throw ProblemException.notFound("job", id);
    };
  }
}
