// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobChildren;
import org.contextile.api.model.JobNeeds;
import org.contextile.api.model.JobState;
import org.contextile.api.model.JobWait;
import org.contextile.api.model.JobWaitReason;
import org.contextile.api.model.Problem;
import org.contextile.client.ApiException;
import org.contextile.client.JobsApi;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.gateway.GatewayServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobParentIT {
  private static final String PROBLEM =
      "{\"type\":\"/problems/unreadable-slide\",\"title\":\"Unreadable slide\",\"status\":422,\"detail\":\"cut\"}";

  private GatewayServer server;
  private JobsApi api;
  private JobQueue queue;
  private FeatureExtractionRequest request;

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
    request = new FeatureExtractionRequest(List.of(server.model())).slideIds(server.slides(1));
  }

  @Test
  void aParentShowsItsChildrenAndTheSumOfWhatTheyDo() throws Exception {
    UUID parent = submit().getId();
    server.divide(claim(), 3);
    JobLease first = claim();
    JobLease second = claim();
    for (JobLease lease : List.of(first, second)) {
      queue.progress(lease, new JobProgress("tiles", 1, 10, "tiles"));
      Thread.sleep(30);
      queue.progress(lease, new JobProgress("tiles", 6, 10, "tiles"));
    }

    Job job = api.getJob(parent, null, null);

    assertThat(job.getState()).isEqualTo(JobState.BLOCKED);
    assertThat(job.getChildren()).isEqualTo(new JobChildren(3, 0, 0, 0, 3));
    assertThat(wait(job)).isEqualTo(new JobWait(JobWaitReason.CHILDREN, "3 of 3 children"));
    assertThat(job.getAttempts()).singleElement().extracting("outcome").isEqualTo("divided");
    var progress = Objects.requireNonNull(job.getProgress());
    assertThat(progress.getCompleted()).isEqualTo(12);
    assertThat(progress.getTotal()).isEqualTo(30);
    double rates =
        children(parent).stream()
            .map(child -> Objects.requireNonNull(child.getProgress()).getRatePerSecond())
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sum();
    assertThat(progress.getRatePerSecond()).isCloseTo(rates, Offset.offset(1e-9 * rates));
    assertThat(progress.getSecondsLeft()).isCloseTo(18 / rates, Offset.offset(1e-6));
  }

  @Test
  void childrenAreListedUnderTheirParentAndNowhereElse() throws Exception {
    UUID parent = submit().getId();
    UUID other = submit().getId();
    server.divide(claim(), 5);
    claim();

    List<UUID> top = list(null, List.of()).stream().map(Job::getId).toList();
    List<Job> children = children(parent);

    assertThat(top).containsExactlyInAnyOrder(parent, other);
    assertThat(children).hasSize(5).allMatch(child -> parent.equals(child.getParentId()));
    assertThat(children(other)).isEmpty();
    assertThat(children(UUID.randomUUID())).isEmpty();
    assertThat(list(parent, List.of(JobState.RUNNING))).isEmpty();
    JobsApi foreign = new JobsApi(server.client(GatewayServer.OTHER_KEY));
    assertThat(foreign.listJobs(null, null, null, parent, 100, null).getItems()).isEmpty();
  }

  @Test
  void aChildsProgressChangesTheParentsTag() throws Exception {
    UUID parent = submit().getId();
    server.divide(claim(), 2);
    JobLease child = claim();
    String tag = tag(parent);
    assertThat(get(parent, tag).statusCode()).isEqualTo(304);

    queue.progress(child, new JobProgress("tiles", 3, 10, "tiles"));

    assertThat(get(parent, tag).statusCode()).isEqualTo(200);
    String next = tag(parent);
    assertThat(next).startsWith("W/\"").isNotEqualTo(tag);
    assertThat(get(parent, next).statusCode()).isEqualTo(304);
    queue.succeed(child, "{}");
    assertThat(get(parent, next).statusCode()).isEqualTo(200);
  }

  @Test
  void aParentFailsWithTheChildThatItLostAndARetryRepeatsOnlyThat() throws Exception {
    UUID parent = submit().getId();
    server.divide(claim(), 2);
    queue.succeed(claim(), "{}");
    JobLease lost = claim();
    queue.fail(lost, PROBLEM, false);

    Job failed = api.getJob(parent, null, null);

    assertThat(failed.getState()).isEqualTo(JobState.FAILED);
    Problem error = Objects.requireNonNull(failed.getError());
    assertThat(error.getType()).isEqualTo("/problems/child-failed");
    assertThat(error.getStatus()).isEqualTo(424);
    assertThat(error.getJob()).isEqualTo(lost.jobId());
    assertThat(failed.getChildren()).isEqualTo(new JobChildren(2, 1, 1, 0, 0));
    assertThat(Objects.requireNonNull(api.getJob(lost.jobId(), null, null).getError()).getType())
        .isEqualTo("/problems/unreadable-slide");

    Job retried = api.retryJob(parent, null);

    assertThat(retried.getState()).isEqualTo(JobState.BLOCKED);
    assertThat(retried.getChildren()).isEqualTo(new JobChildren(2, 1, 0, 0, 1));
    assertThat(retried.getError()).isNull();
    assertThat(claim().jobId()).isEqualTo(lost.jobId());
  }

  @Test
  void whatAJobWaitsForIsSaidInOrder() throws Exception {
    Job first = submit();
    Job second = submit();
    Instant later = Instant.parse("2100-01-01T00:00:00Z");
    request.dependsOn(List.of(first.getId(), second.getId())).runAfter(later);
    Job last = submit();
    String tag = tag(last.getId());

    assertThat(wait(first)).isEqualTo(new JobWait(JobWaitReason.WORKER, "a free worker"));
    assertThat(wait(last))
        .isEqualTo(
            new JobWait(JobWaitReason.DEPENDENCIES, "2 of 2 jobs that it depends on")
                .jobIds(List.of(first.getId(), second.getId()))
                .until(later));

    queue.succeed(claim(), "{}");
    // Its own row has not changed, but what it waits for has.
    assertThat(get(last.getId(), tag).statusCode()).isEqualTo(200);
    assertThat(wait(last).getJobIds()).containsExactly(second.getId());
    JobLease lease = claim();
    assertThat(api.getJob(second.getId(), null, null).getWaitsFor()).isNull();
    queue.succeed(lease, "{}");

    assertThat(wait(api.getJob(last.getId(), null, null)))
        .isEqualTo(new JobWait(JobWaitReason.TIME, "its time to start").until(later));
    assertThat(api.cancelJob(last.getId(), null).getWaitsFor()).isNull();
  }

  @Test
  void needsAreKeptAndNamedWhereTheJobWaits() throws Exception {
    request.needs(new JobNeeds().gpu(true).memoryBytes(3L << 30));
    Job job = submit();
    request.needs(new JobNeeds());

    assertThat(job.getNeeds()).isEqualTo(new JobNeeds().gpu(true).memoryBytes(3L << 30));
    assertThat(wait(job).getMessage()).isEqualTo("a free worker with a GPU and 3072 MiB of memory");
    assertThat(submit().getNeeds()).isNull();
    String negative =
        "{\"modelIds\":[\"%s\"],\"slideIds\":[],\"needs\":{\"memoryBytes\":-1}}"
            .formatted(request.getModelIds().getFirst());
    HttpResponse<String> refused =
        server.send(
            server
                .request("/v1/jobs/feature-extraction")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(negative)));
    assertThat(refused.statusCode()).isBetween(400, 422);
    assertThat(refused.body()).contains("\"pointer\":\"/needs/memoryBytes\"");
  }

  private Job submit() throws ApiException {
    return api.submitFeatureExtraction(request, null);
  }

  private JobLease claim() {
    return server.claim(JobKind.FEATURE_EXTRACTION);
  }

  private List<Job> children(UUID parent) throws ApiException {
    return list(parent, List.of());
  }

  private List<Job> list(@Nullable UUID parent, List<JobState> states) throws ApiException {
    return api.listJobs(List.of(), states, null, parent, 100, null).getItems();
  }

  private JobWait wait(Job job) throws ApiException {
    return Objects.requireNonNull(api.getJob(job.getId(), null, null).getWaitsFor());
  }

  private String tag(UUID job) throws Exception {
    return server
        .send(server.request("/v1/jobs/" + job))
        .headers()
        .firstValue("ETag")
        .orElseThrow();
  }

  private HttpResponse<String> get(UUID job, String tag) throws Exception {
    return server.send(server.request("/v1/jobs/" + job).header("If-None-Match", tag));
  }
}
