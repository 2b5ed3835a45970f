// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldRequestsIT {
  private static final int LONGEST_SECONDS = 5;

  /** A query per second and held request would be more in a quarter of a second. */
  private static final long FEWEST = 15;

  private GatewayServer server;
  private JobQueue queue;

  @BeforeAll
  void start() {
    server =
        GatewayServer.start(
            "contextile.jobs.events.pause=20ms",
            "contextile.jobs.events.poll=50ms",
            "contextile.jobs.events.longest-wait=" + LONGEST_SECONDS + "s");
    queue = server.bean(JobQueue.class);
  }

  @AfterEach
  void forget() {
    server.forgetJobs();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aRequestIsHeldUntilTheJobHasEnded() throws Exception {
    UUID job = submit();
    CompletableFuture<HttpResponse<String>> held = ask(job, "wait=5");
    JobLease lease = claimFollowed();
    queue.progress(lease, new JobProgress("tiles", 1, 2, "tiles"));
    assertThat(held).isNotDone();

    queue.succeed(lease, "{}");

    HttpResponse<String> answer = held.get(3, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"SUCCEEDED\"");
    assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("wait=5");
    assertThat(answer.headers().firstValue("ETag")).isPresent();
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
  }

  @Test
  void aJobThatTakesLongerIsShownAsItIsWhenTheTimeIsOver() throws Exception {
    UUID job = submit();
    String tag = plain(job).headers().firstValue("ETag").orElseThrow();
    long begin = System.nanoTime();

    HttpResponse<String> answer = ask(job, "wait=1").get();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(seconds(1), seconds(4));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"QUEUED\"");
    assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void whoKnowsTheJobIsToldWhenItHasEndedOrThatNothingChanged() throws Exception {
    UUID job = submit();
    String tag = plain(job).headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> unchanged = ask(job, "wait=1", "If-None-Match", tag).get();
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.headers().firstValue("Preference-Applied")).hasValue("wait=1");

    CompletableFuture<HttpResponse<String>> held = ask(job, "wait=5", "If-None-Match", tag);
    queue.succeed(claimFollowed(), "{}");
    HttpResponse<String> ended = held.get();
    assertThat(ended.statusCode()).isEqualTo(200);

    String last = ended.headers().firstValue("ETag").orElseThrow();
    long begin = System.nanoTime();
    assertThat(ask(job, "wait=5", "If-None-Match", last).get().statusCode()).isEqualTo(304);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(seconds(3));
  }

  @Test
  void noRequestIsHeldLongerThanTheServerDoes() throws Exception {
    UUID job = submit();
    long begin = System.nanoTime();

    HttpResponse<String> answer = ask(job, "wait=600").get();

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(seconds(LONGEST_SECONDS), seconds(LONGEST_SECONDS + 3));
    assertThat(answer.headers().firstValue("Preference-Applied"))
        .hasValue("wait=" + LONGEST_SECONDS);
  }

  @Test
  void whatIsNoTimeIsIgnored() throws Exception {
    UUID job = submit();
    for (String prefer : List.of("wait=soon", "wait=-1", "respond-async")) {
      HttpResponse<String> answer = ask(job, prefer).get(3, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
    }
  }

  @Test
  void anotherWorkspacesJobIsNotWaitedFor() throws Exception {
    UUID job = queue.submit(JobSubmission.of("other", JobKind.INGEST, "{}"));

    assertThat(ask(job, "wait=5").get(3, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
    assertThat(
            server
                .send(server.request("/v1/jobs/nonsense").header("Prefer", "wait=3"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aHundredHeldRequestsCostWhatOneCosts() throws Exception {
    List<UUID> jobs = IntStream.range(0, 100).mapToObj(_ -> submit()).toList();
    List<CompletableFuture<HttpResponse<String>>> held =
        jobs.stream().map(job -> ask(job, "wait=5")).toList();
    await().until(() -> quiet() < FEWEST);

    assertThat(quiet()).isPositive().isLessThan(FEWEST);
    assertThat(held).noneMatch(CompletableFuture::isDone);
    for (CompletableFuture<HttpResponse<String>> one : held) {
      assertThat(one.get().body()).contains("\"QUEUED\"");
    }
    await().until(() -> quiet() == 0);
  }

  @Test
  void aClientThatGoesAwayIsForgotten() throws Exception {
    UUID job = submit();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.uri("").getPort())) {
      String request =
          "GET /v1/jobs/%s HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer %s\r\nPrefer: wait=3\r\n\r\n"
              .formatted(job, GatewayServer.KEY);
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await().until(() -> quiet() > 0);
    }
    long begin = System.nanoTime();
    await().until(() -> quiet() == 0);
    System.out.printf("Forgotten %d ms after it left%n", (System.nanoTime() - begin) / 1_000_000);
  }

  /** Statements in a quarter of a second, which are the feed's: it reads every 50 to 70 ms. */
  private long quiet() throws InterruptedException {
    long before = server.queries();
    Thread.sleep(250);
    return server.queries() - before;
  }

  private UUID submit() {
    return queue.submit(JobSubmission.of(GatewayServer.WORKSPACE, JobKind.INGEST, "{}"));
  }

  /** Claims the job once the request for it is held. */
  private JobLease claimFollowed() {
    await().until(() -> quiet() > 0);
    return server.claim(JobKind.INGEST);
  }

  private HttpResponse<String> plain(UUID job) throws Exception {
    return server.send(server.request("/v1/jobs/" + job));
  }

  private CompletableFuture<HttpResponse<String>> ask(UUID job, String prefer, String... headers) {
    var request = server.request("/v1/jobs/" + job).header("Prefer", prefer);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return server.http().sendAsync(request.build(), BodyHandlers.ofString());
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }
}
