// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextile.db.idempotency.RequestKey;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.gateway.GatewayServer;
import org.contextile.jobs.testing.TableLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyIT {
  private GatewayServer server;
  private String body;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
    body =
        "{\"modelIds\":[\"%s\"],\"slideIds\":[\"%s\"]}"
            .formatted(server.model(), server.slides(1).getFirst());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aRepeatGetsTheStoredAnswer() throws Exception {
    long before = jobs();

    HttpResponse<String> first = post("k1", body);
    HttpResponse<String> second = post("k1", body);

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"))
        .isPresent();
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
    assertThat(jobs()).isEqualTo(before + 1);
  }

  @Test
  void aRepeatGetsTheFirstAnswerWhateverHasBecomeOfTheJob() throws Exception {
    HttpResponse<String> first = post("k2", body);
    UUID job = UUID.fromString(first.body().replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1"));
    server.bean(JobQueue.class).cancel("first", job);

    HttpResponse<String> second = post("k2", body);

    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.body()).isEqualTo(first.body()).contains("\"state\":\"QUEUED\"");
    assertThat(server.send(server.request("/v1/jobs/" + job)).body()).contains("CANCELLED");
  }

  @Test
  void aRefusalHasMadeNothingAndIsJudgedAnew() throws Exception {
    String unknown = body.replaceFirst("[0-9a-f]{8}", "00000000");
    assertThat(post("k9", unknown).statusCode()).isEqualTo(422);

    assertThat(post("k9", unknown).body()).contains("/problems/unknown-");
    assertThat(post("k9", body).statusCode()).isEqualTo(202);
  }

  @Test
  void aKeyOfACohortIsKnownForAJob() throws Exception {
    String cohort = "label,slide,patient\na,%s,p\nb,%s,q\n".formatted(server.slides(2).toArray());
    HttpResponse<String> first = post("/v1/cohorts?name=keyed", "text/csv", "k10", cohort);
    HttpResponse<String> second = post("/v1/cohorts?name=keyed", "text/csv", "k10", cohort);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"))
        .isPresent();
    assertThat(post("k10", body).body()).contains("/problems/idempotency-key-reused");
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() throws Exception {
    post("k3", body);

    HttpResponse<String> other = post("k3", body.replace("}", ",\"priority\":1}"));

    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("/problems/idempotency-key-reused");
  }

  @Test
  void whileTheFirstIsAnsweredTheSecondConflicts() throws Exception {
    CompletableFuture<HttpResponse<String>> first;
    try (TableLock _ = TableLock.hold(server.database(), "job")) {
      first =
          server
              .http()
              .sendAsync(request("k4", body).build(), HttpResponse.BodyHandlers.ofString());
      await().atMost(Duration.ofSeconds(20)).until(() -> TableLock.waiting(server.database()) == 1);

      HttpResponse<String> second = post("k4", body);

      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(second.body()).contains("/problems/request-in-progress");
      assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(first).isNotDone();
    }
    assertThat(first.join().statusCode()).isEqualTo(202);
    assertThat(post("k4", body).body()).isEqualTo(first.join().body());
  }

  @Test
  void aRepeatAtAnotherGatewayWaitsForTheFirstAndConflicts() throws Exception {
    RequestKey taken = new RequestKey("k11", "digest of another request");
    TransactionTemplate elsewhere = server.bean(TransactionTemplate.class);
    CompletableFuture<HttpResponse<String>> here =
        elsewhere.execute(
            _ -> {
              server
                  .bean(JobQueue.class)
                  .submit(JobSubmission.of("first", JobKind.INGEST, "{}").withKey(taken));
              CompletableFuture<HttpResponse<String>> second =
                  server
                      .http()
                      .sendAsync(
                          request("k11", body).build(), HttpResponse.BodyHandlers.ofString());
              await()
                  .atMost(Duration.ofSeconds(20))
                  .until(() -> TableLock.waiting(server.database()) == 1);
              return second;
            });

    assertThat(here.join().statusCode()).isEqualTo(422);
    assertThat(here.join().body()).contains("/problems/idempotency-key-reused");
  }

  @Test
  void ofManyAtOnceOneTakesEffect() throws Exception {
    long before = jobs();
    List<Callable<HttpResponse<String>>> calls =
        Stream.generate(() -> (Callable<HttpResponse<String>>) () -> post("k5", body))
            .limit(16)
            .toList();
    Set<Integer> statuses;
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      statuses =
          pool.invokeAll(calls).stream()
              .map(Future::resultNow)
              .map(HttpResponse::statusCode)
              .collect(Collectors.toSet());
    }

    assertThat(statuses).contains(202).isSubsetOf(202, 409);
    assertThat(jobs()).isEqualTo(before + 1);
  }

  @Test
  void aKeyBelongsToItsWorkspace() throws Exception {
    post("k6", body);

    HttpResponse<String> other =
        server.send(
            HttpRequest.newBuilder(server.uri("/v1/jobs/feature-extraction"))
                .header("Authorization", "Bearer " + GatewayServer.OTHER_KEY)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k6")
                .POST(BodyPublishers.ofString(body)));

    assertThat(other.body()).contains("/problems/unknown-slide");
  }

  @Test
  void anOverlongKeyIsRefused() throws Exception {
    assertThat(post("k".repeat(256), body).statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> post(String key, String json) throws Exception {
    return server.send(request(key, json));
  }

  private HttpResponse<String> post(String path, String type, String key, String text)
      throws Exception {
    return server.send(
        server
            .request(path)
            .header("Content-Type", type)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(text)));
  }

  private HttpRequest.Builder request(String key, String json) {
    return server
        .request("/v1/jobs/feature-extraction")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .POST(BodyPublishers.ofString(json));
  }

  private long jobs() {
    return server.jdbc().sql("SELECT count(*) FROM job").query(Long.class).single();
  }
}
