// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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
  void aRefusalIsRepeatedToo() throws Exception {
    String unknown = body.replaceFirst("[0-9a-f]{8}", "00000000");

    HttpResponse<String> first = post("k2", unknown);
    HttpResponse<String> second = post("k2", unknown);

    assertThat(first.statusCode()).isEqualTo(422);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("Content-Type"))
        .isEqualTo(first.headers().firstValue("Content-Type"));
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
    HttpResponse<String> first = post("k4", body);
    server
        .jdbc()
        .sql("UPDATE idempotency_key SET status = NULL, created_at = now() WHERE key = 'k4'")
        .update();

    HttpResponse<String> second = post("k4", body);

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("/problems/request-in-progress");
    assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
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
            java.net.http.HttpRequest.newBuilder(server.uri("/v1/jobs/feature-extraction"))
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
    return server.send(
        server
            .request("/v1/jobs/feature-extraction")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(json)));
  }

  private long jobs() {
    return server.jdbc().sql("SELECT count(*) FROM job").query(Long.class).single();
  }
}
