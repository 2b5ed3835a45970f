// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.NewJobEvent;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FollowersIT {
  private static final int FOLLOWERS = 100;
  private static final int QUERIES_PER_SECOND = 5;

  private GatewayServer server;
  private JobQueue queue;
  private final List<Stream<String>> open = new CopyOnWriteArrayList<>();

  @BeforeAll
  void start() {
    server = GatewayServer.start("contextile.jobs.events.heartbeat=1s");
    queue = server.bean(JobQueue.class);
  }

  @AfterEach
  void leave() {
    open.forEach(Stream::close);
    open.clear();
    server.forgetJobs();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aHundredFollowersCostAFewQueriesASecond() throws Exception {
    List<UUID> jobs = IntStream.range(0, FOLLOWERS).mapToObj(_ -> submit("first")).toList();
    List<List<String>> seen = new ArrayList<>();
    for (UUID job : jobs) {
      seen.add(follow("/v1/jobs/" + job + "/events", null));
    }
    await().until(() -> seen.stream().allMatch(it -> it.contains("event:state")));
    List<JobLease> leases =
        IntStream.range(0, FOLLOWERS).mapToObj(_ -> server.claim(JobKind.INGEST)).toList();
    await().until(() -> seen.stream().allMatch(it -> contains(it, "\"RUNNING\"")));

    long queries = server.queries();
    long begin = System.nanoTime();
    for (int round = 1; seconds(begin) < 5; round++) {
      for (JobLease lease : leases.subList(0, 10)) {
        queue.progress(lease, new JobProgress("tiles", round, 1_000, "tiles"));
      }
      Thread.sleep(100);
    }
    double perSecond = (server.queries() - queries) / seconds(begin);

    System.out.printf("%d followers cost %.1f queries per second%n", FOLLOWERS, perSecond);
    assertThat(perSecond).isPositive().isLessThanOrEqualTo(QUERIES_PER_SECOND);
    for (int i = 0; i < FOLLOWERS; i++) {
      queue.append(leases.get(i), List.of(NewJobEvent.log("line " + i)));
    }
    for (int i = 0; i < FOLLOWERS; i++) {
      List<String> lines = seen.get(i);
      String line = "\"line " + i + "\"";
      await().until(() -> contains(lines, line));
      assertThat(lines.stream().filter(it -> it.contains("\"line ")).toList()).hasSize(1);
    }
  }

  @Test
  void aWorkspaceIsFollowedInAllItsJobsAndNoOthers() throws Exception {
    List<String> lines = follow("/v1/events", null);
    await().until(() -> lines.contains(":following"));
    UUID first = submit("first");
    JobLease lease = server.claim(JobKind.INGEST);
    UUID other = submit("other");
    UUID second = submit("first");
    queue.append(lease, List.of(NewJobEvent.log("halfway")));

    await().until(() -> contains(lines, "halfway") && contains(lines, second.toString()));

    assertThat(lines).anyMatch(it -> it.contains("\"jobId\":\"" + first + "\""));
    assertThat(lines).noneMatch(it -> it.contains(other.toString()));
    assertThat(data(lines)).doesNotHaveDuplicates();
  }

  @Test
  void aWorkspaceIsFollowedOnWithoutMissingAnything() throws Exception {
    List<String> before = follow("/v1/events", null);
    await().until(() -> before.contains(":following"));
    UUID first = submit("first");
    await().until(() -> contains(before, first.toString()));
    open.forEach(Stream::close);
    String last = before.stream().filter(it -> it.startsWith("id:")).toList().getLast();
    UUID second = submit("first");

    List<String> after = follow("/v1/events", Long.valueOf(last.substring(3)));

    await().until(() -> contains(after, second.toString()));
    assertThat(after).doesNotContain("event:gap");
  }

  @Test
  void aWorkspaceThatWasLeftTooLongAgoIsGoneOnWithBehindAGap() throws Exception {
    UUID job = submit("first");
    JobLease lease = server.claim(JobKind.INGEST);
    queue.append(
        lease, IntStream.range(0, 1_001).mapToObj(i -> NewJobEvent.log("old " + i)).toList());

    for (long id : List.of(0L, 1L << 50)) {
      List<String> lines = follow("/v1/events", id);
      await().until(() -> lines.contains("event:gap"));
      queue.append(lease, List.of(NewJobEvent.log("new " + id)));
      await().until(() -> contains(lines, "\"new " + id));
      assertThat(lines).noneMatch(it -> it.contains("old "));
      assertThat(lines).anyMatch(it -> it.contains(job.toString()));
    }
  }

  @Test
  void aJobWhoseLastSeenEventIsDroppedBeginsWithAGap() throws Exception {
    UUID job = submit("first");
    JobLease lease = server.claim(JobKind.INGEST);
    queue.progress(lease, new JobProgress("tiles", 1, 2, "tiles"));
    List<String> lines = follow("/v1/jobs/" + job + "/events", null);
    await().until(() -> lines.contains("event:progress"));
    String last = lines.stream().filter(it -> it.startsWith("id:")).toList().getLast();
    // The end of a job drops its progress.
    queue.succeed(lease, "{}");

    List<String> again = follow("/v1/jobs/" + job + "/events", Long.valueOf(last.substring(3)));

    await().until(() -> contains(again, "SUCCEEDED"));
    assertThat(again).contains("event:gap").anyMatch(it -> it.contains("\"QUEUED\""));
  }

  @Test
  void anUnchangedJobCostsOneQuery() throws Exception {
    UUID job = submit("first");
    for (boolean waiting : List.of(true, false)) {
      if (!waiting) {
        var _ = server.claim(JobKind.INGEST);
      }
      String tag =
          server.send(server.request("/v1/jobs/" + job)).headers().firstValue("ETag").orElseThrow();

      long fewest = Long.MAX_VALUE;
      // The gateway has queries of its own now and then, such as for its meters.
      for (int i = 0; i < 5; i++) {
        long before = server.queries();
        var unchanged = server.send(server.request("/v1/jobs/" + job).header("If-None-Match", tag));
        fewest = Math.min(fewest, server.queries() - before);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.headers().firstValue("ETag")).hasValue(tag);
      }
      assertThat(fewest).isEqualTo(1);
    }
  }

  private UUID submit(String workspace) {
    return queue.submit(JobSubmission.of(workspace, JobKind.INGEST, "{}"));
  }

  private List<String> follow(String path, @org.jspecify.annotations.Nullable Long lastEventId)
      throws Exception {
    HttpRequest.Builder request = server.request(path).header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId.toString());
    }
    var answer = server.http().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    open.add(answer.body());
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread.ofVirtual().start(() -> readAll(answer.body(), lines));
    return lines;
  }

  /** Until the test leaves. */
  private static void readAll(Stream<String> body, List<String> lines) {
    try {
      body.forEach(lines::add);
    } catch (UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(IOException.class);
    }
  }

  private static boolean contains(List<String> lines, String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  private static List<String> data(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("data:")).toList();
  }

  private static double seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
  }
}
