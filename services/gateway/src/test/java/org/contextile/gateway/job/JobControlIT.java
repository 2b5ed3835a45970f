// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobPage;
import org.contextile.api.model.JobState;
import org.contextile.api.model.Problem;
import org.contextile.client.JobsApi;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.gateway.GatewayServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobControlIT {
  private static final String PROBLEM =
      "{\"type\":\"/problems/missing-mpp\",\"title\":\"No resolution\",\"status\":422,\"detail\":\"Give one.\"}";

  private GatewayServer server;
  private JobsApi api;
  private JobQueue queue;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
    api = new JobsApi(server.client());
    queue = server.bean(JobQueue.class);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void empty() {
    server.forgetJobs();
  }

  @Test
  void cancellingARunningJobTwiceIsCancellingItOnce() throws Exception {
    UUID job = submit();
    JobLease lease = claim();

    HttpResponse<String> first = post(job, "cancel");
    HttpResponse<String> second = post(job, "cancel");

    for (HttpResponse<String> answer : List.of(first, second)) {
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.headers().firstValue("Location")).hasValue("/v1/jobs/" + job);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(answer.body()).contains("\"state\":\"CANCELLING\"");
    }
    HttpResponse<String> early = post(job, "retry");
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(early.body()).contains("/problems/job-not-ready");

    queue.cancelled(lease);

    HttpResponse<String> late = post(job, "cancel");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(late.body()).contains("/problems/job-ended", "CANCELLED");
  }

  @Test
  void aSuccessIsNeitherCancelledNorRetried() throws Exception {
    UUID job = submit();
    queue.succeed(claim(), "{}");

    for (String action : List.of("cancel", "retry")) {
      HttpResponse<String> refused = post(job, action);
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("/problems/job-ended");
    }
    assertThat(api.getJob(job, null, null).getState()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aFailedJobSaysWhyInWholeAndByAttemptAndRunsAgainOnRetry() throws Exception {
    UUID job = submit();
    queue.fail(claim(), PROBLEM, false);

    Job failed = api.getJob(job, null, null);

    Problem error = Objects.requireNonNull(failed.getError());
    assertThat(error)
        .extracting(Problem::getType, Problem::getTitle, Problem::getStatus, Problem::getDetail)
        .containsExactly("/problems/missing-mpp", "No resolution", 422, "Give one.");
    assertThat(failed.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getOutcome()).isEqualTo("failed");
              assertThat(attempt.getError()).isEqualTo(error);
              assertThat(attempt.getWorker()).isEqualTo("worker-1");
              assertThat(attempt.getEndedAt()).isAfterOrEqualTo(attempt.getStartedAt());
            });
    assertThat(failed.getFinishedAt()).isNotNull();

    assertThat(post(job, "retry").statusCode()).isEqualTo(202);
    assertThat(post(job, "retry").statusCode()).isEqualTo(202);
    queue.succeed(claim(), "{}");

    Job done = api.getJob(job, null, null);
    assertThat(done.getError()).isNull();
    assertThat(done.getAttempts()).extracting("outcome").containsExactly("failed", "succeeded");
  }

  @Test
  void aRepeatedCancelWithTheSameKeyIsAnsweredLikeTheFirst() throws Exception {
    UUID job = submit();

    HttpResponse<String> first = post(job, "cancel", "cancel-once");
    HttpResponse<String> again = post(job, "cancel", "cancel-once");

    // Without the key the second would be a conflict: the job has ended.
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Location")).hasValue("/v1/jobs/" + job);
  }

  @Test
  void aRepeatedRetryWithTheSameKeyHasNoSecondEffect() throws Exception {
    UUID job = submit();
    queue.fail(claim(), PROBLEM, false);
    assertThat(post(job, "retry", "retry-once").statusCode()).isEqualTo(202);
    queue.fail(claim(), PROBLEM, false);

    HttpResponse<String> again = post(job, "retry", "retry-once");

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(api.getJob(job, null, null).getState()).isEqualTo(JobState.FAILED);
    assertThat(post(job, "retry", "retry-twice").statusCode()).isEqualTo(202);
    assertThat(api.getJob(job, null, null).getState()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void whatDependsOnALostJobNamesIt() throws Exception {
    UUID job = submit();
    UUID dependent =
        queue.submit(JobSubmission.of("first", JobKind.INGEST, "{}").withDependsOn(Set.of(job)));

    api.cancelJob(job, null);

    Problem error = Objects.requireNonNull(api.getJob(dependent, null, null).getError());
    assertThat(error.getType()).isEqualTo("/problems/dependency-failed");
    assertThat(error.getJob()).isEqualTo(job);
    HttpResponse<String> refused = post(dependent, "retry");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("retry that one");
    api.retryJob(job, null);
    assertThat(api.getJob(dependent, null, null).getState()).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void pagesOfAFilteredListShowEveryJobOnceThoughNewOnesArrive() throws Exception {
    List<UUID> queued = new ArrayList<>(IntStream.range(0, 7).mapToObj(_ -> submit()).toList());
    queued.remove(claim().jobId());
    queued.remove(claim().jobId());
    queue.submit(JobSubmission.of("first", JobKind.FINE_TUNING, "{}"));
    List<UUID> seen = new ArrayList<>();
    int pages = 0;
    String token = null;
    do {
      JobPage page = page(token);
      seen.addAll(page.getItems().stream().map(Job::getId).toList());
      token = page.getNextPageToken();
      pages++;
      submit();
    } while (token != null);

    assertThat(pages).isEqualTo(3);
    assertThat(seen).containsExactlyElementsOf(queued.reversed());
    assertThat(server.send(server.request("/v1/jobs?pageToken=x")).statusCode()).isEqualTo(400);
    assertThat(server.send(server.request("/v1/jobs?pageSize=0")).statusCode()).isEqualTo(400);
    assertThat(server.send(server.request("/v1/jobs?state=LOST")).statusCode()).isEqualTo(400);
  }

  private JobPage page(@Nullable String token) throws Exception {
    return api.listJobs(
        List.of(org.contextile.api.model.JobKind.INGEST),
        List.of(JobState.QUEUED),
        null,
        null,
        2,
        token);
  }

  private UUID submit() {
    return queue.submit(JobSubmission.of("first", JobKind.INGEST, "{}"));
  }

  private JobLease claim() {
    return server.claim(JobKind.INGEST);
  }

  private HttpResponse<String> post(UUID job, String action) throws Exception {
    return post(job, action, UUID.randomUUID().toString());
  }

  private HttpResponse<String> post(UUID job, String action, String key) throws Exception {
    return server.send(
        server
            .request("/v1/jobs/" + job + "/" + action)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.noBody()));
  }
}
