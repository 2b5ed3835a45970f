// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.view;

import java.net.URI;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobKind;
import org.contextile.api.model.JobNeeds;
import org.contextile.api.model.JobOutput;
import org.contextile.api.model.JobOutputType;
import org.contextile.api.model.JobState;
import org.contextile.api.model.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.SubmittedJob;
import org.contextile.web.http.RepeatedAnswer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Answers submissions, first and repeated ones alike: with the job as it was submitted. */
public final class AcceptedJobs implements RepeatedAnswer {
  private static final TypeReference<Map<String, Object>> REQUEST = new TypeReference<>() {};

  private final JobReader reader;
  private final JsonMapper json;

  AcceptedJobs(JobReader reader, JsonMapper json) {
    this.reader = reader;
    this.json = json;
  }

  @Override
  public MadeType of() {
    return MadeType.JOB;
  }

  /**
   * The answer to a submission.
   *
   * @throws ProblemException {@code not-found} if the workspace has no such job
   */
  @Override
  public ResponseEntity<Job> to(String workspace, UUID id) {
    return answer(id, job(workspace, id));
  }

  /**
   * A job as it was submitted.
   *
   * @throws ProblemException {@code not-found} if the workspace has no such job
   */
  public Job job(String workspace, UUID id) {
    return toApi(
        reader
            .findSubmitted(workspace, id)
            .orElseThrow(() -> ProblemException.notFound("job", id)));
  }

  /** {@code 202} with a job. */
  public static ResponseEntity<Job> answer(UUID id, Job job) {
    return ResponseEntity.accepted()
        .location(URI.create("/v1/jobs/" + id))
        .header(HttpHeaders.RETRY_AFTER, "1")
        .body(job);
  }

  private Job toApi(SubmittedJob job) {
    return new Job(
            job.id(),
            JobKind.fromValue(job.kind().text()),
            JobState.valueOf(job.state().name()),
            job.priority(),
            json.readValue(job.requestJson(), REQUEST),
            new ArrayList<>(),
            job.dependsOn(),
            job.outputs().stream()
                .map(it -> new JobOutput(JobOutputType.fromValue(it.type().text()), it.id()))
                .toList(),
            job.createdAt())
        .createdBy(job.createdBy())
        .needs(needs(job.needs()))
        .error(job.errorJson() == null ? null : json.readValue(job.errorJson(), Problem.class));
  }

  /** Null for a job that needs nothing. */
  public static @Nullable JobNeeds needs(org.contextile.db.job.JobNeeds needs) {
    return needs.equals(org.contextile.db.job.JobNeeds.NOTHING)
        ? null
        : new JobNeeds().gpu(needs.gpu()).memoryBytes(needs.memoryBytes());
  }
}
