// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.contextile.db.job.JobEventType;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.NewJobEvent;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobEventsIT {
  private GatewayServer server;
  private JobQueue queue;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
    queue = server.bean(JobQueue.class);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aFollowerSeesEverythingAsItHappensAndIsLetGoAtTheEnd() throws Exception {
    UUID job = submit();
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread follower = Thread.ofVirtual().start(() -> follow(job, 0).forEach(lines::add));
    await().until(() -> lines.stream().anyMatch(line -> line.contains("\"QUEUED\"")));

    JobLease lease = server.claim(JobKind.INGEST);
    queue.progress(lease, new JobProgress("tissue", 1, 2, "steps"));
    await().until(() -> lines.stream().anyMatch(line -> line.contains("\"completed\":1")));
    queue.append(
        lease,
        List.of(
            new NewJobEvent(JobEventType.METRIC, "{\"name\":\"loss\",\"step\":1,\"value\":0.5}"),
            new NewJobEvent(JobEventType.LOG, "{\"message\":\"halfway\"}")));
    queue.succeed(lease, "{}");

    assertThat(follower.join(Duration.ofSeconds(20))).isTrue();
    assertThat(lines)
        .contains("event:state", "event:progress", "event:metric", "event:log")
        .anyMatch(line -> line.contains("\"message\":\"halfway\""))
        .anyMatch(line -> line.contains("\"state\":\"SUCCEEDED\""));
    assertThat(ids(lines)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aFollowerResumesBehindTheLastEventThatItSaw() throws Exception {
    UUID job = submit();
    JobLease lease = server.claim(JobKind.INGEST);
    queue.append(lease, List.of(NewJobEvent.log("halfway")));
    queue.succeed(lease, "{}");
    List<Long> all = ids(follow(job, 0).toList());

    List<Long> rest = ids(follow(job, all.get(1)).toList());

    assertThat(all).hasSize(4);
    assertThat(rest).isEqualTo(all.subList(2, all.size()));
  }

  @Test
  void aFollowerOfAParentSeesTheSumOfItsChildrenWithoutIdsAndNotMoreThanOnceASecond()
      throws Exception {
    UUID job = submit();
    server.divide(server.claim(JobKind.INGEST), 2);
    List<String> lines = new CopyOnWriteArrayList<>();
    long begin = System.nanoTime();
    Thread follower = Thread.ofVirtual().start(() -> follow(job, 0).forEach(lines::add));
    await().until(() -> sums(lines).contains(0L));

    JobLease first = server.claim(JobKind.INGEST);
    JobLease second = server.claim(JobKind.INGEST);
    for (int done = 1; done <= 10; done++) {
      queue.progress(first, new JobProgress("tiles", done, 10, "tiles"));
      Thread.sleep(50);
    }
    queue.progress(second, new JobProgress("tiles", 4, 10, "tiles"));
    await().until(() -> sums(lines).contains(14L));
    await().until(() -> lines.stream().filter(line -> line.startsWith(":alive")).count() > 1);
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    assertThat(sums(lines)).isSorted().doesNotHaveDuplicates().hasSizeLessThan((int) seconds + 3);
    queue.progress(second, new JobProgress("tiles", 10, 10, "tiles"));
    queue.succeed(first, "{}");
    queue.succeed(second, "{}");
    await().until(() -> sums(lines).contains(20L));
    queue.succeed(server.claim(JobKind.INGEST), "{}");

    assertThat(follower.join(Duration.ofSeconds(20))).isTrue();
    List<Long> own = ids(lines);
    assertThat(own).isSorted().doesNotHaveDuplicates();
    // Submitted, claimed, divided, ready to be summed up, claimed, succeeded.
    assertThat(own).hasSize(6);
    assertThat(ids(follow(job, own.get(3)).toList())).isEqualTo(own.subList(4, 6));
    assertThat(lines)
        .anyMatch(line -> line.contains("\"outcome\":\"divided\""))
        .anyMatch(line -> line.contains("\"outcome\":\"succeeded\""));
  }

  /** What the progress events said that have no id. */
  private static List<Long> sums(List<String> lines) {
    List<Long> sums = new ArrayList<>();
    for (int i = 2; i < lines.size(); i++) {
      if (lines.get(i).startsWith("data:")
          && lines.get(i - 1).equals("event:progress")
          && !lines.get(i - 2).startsWith("id:")) {
        sums.add(Long.valueOf(lines.get(i).replaceFirst(".*\"completed\":([0-9]+).*", "$1")));
      }
    }
    return sums;
  }

  @Test
  void theStreamOfAParentEndsWhenAChildFailsIt() throws Exception {
    UUID job = submit();
    server.divide(server.claim(JobKind.INGEST), 1);
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread follower = Thread.ofVirtual().start(() -> follow(job, 0).forEach(lines::add));

    queue.fail(
        server.claim(JobKind.INGEST),
        "{\"type\":\"/problems/unreadable-slide\",\"title\":\"Unreadable\",\"status\":422}",
        false);

    assertThat(follower.join(Duration.ofSeconds(20))).isTrue();
    assertThat(lines).anyMatch(line -> line.contains("\"state\":\"FAILED\""));
  }

  @Test
  void aSilentStreamIsKeptOpenByComments() throws Exception {
    UUID job = submit();
    try (Stream<String> lines = follow(job, 0)) {
      assertThat(lines.filter(line -> line.startsWith(":alive")).limit(2).count()).isEqualTo(2);
    }
    queue.cancel("first", job);
  }

  @Test
  void theJobOfAnotherWorkspaceIsNotFound() throws Exception {
    UUID job = queue.submit(JobSubmission.of("other", JobKind.INGEST, "{}"));

    HttpResponse<String> answer = server.send(server.request("/v1/jobs/" + job + "/events"));

    assertThat(answer.statusCode()).isEqualTo(404);
    queue.cancel("other", job);
  }

  private UUID submit() {
    return queue.submit(JobSubmission.of("first", JobKind.INGEST, "{}"));
  }

  private Stream<String> follow(UUID job, long after) {
    try {
      var request =
          server
              .request("/v1/jobs/" + job + "/events")
              .header("Accept", "text/event-stream")
              .header("Last-Event-ID", Long.toString(after))
              .build();
      var response = server.http().send(request, HttpResponse.BodyHandlers.ofLines());
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      return response.body();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> ids(List<String> lines) {
    List<Long> ids = new ArrayList<>();
    lines.stream()
        .filter(line -> line.startsWith("id:"))
        .forEach(line -> ids.add(Long.valueOf(line.substring(3))));
    return ids;
  }
}
