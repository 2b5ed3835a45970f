// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobLeaseIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;

  @BeforeEach
  void prepare() {
    fixture.jdbc.sql("CREATE TABLE effect (name text)").update();
    fixture.artifact('c');
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private interface Write {
    void under(QueueFixture fixture, JobLease lease);
  }

  private record NamedWrite(String name, Write write) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<NamedWrite> writes() {
    return Stream.of(
        new NamedWrite(
            "progress",
            (f, lease) -> f.queue.progress(lease, new JobProgress("tiles", 1, 2, "tile"))),
        new NamedWrite(
            "append", (f, lease) -> f.queue.append(lease, List.of(NewJobEvent.log("hello")))),
        new NamedWrite("checkpoint", (f, lease) -> f.queue.checkpoint(lease, "c".repeat(64))),
        new NamedWrite("fenced", (f, lease) -> f.queue.fenced(lease, effect(f))),
        new NamedWrite(
            "succeed", (f, lease) -> f.queue.succeed(lease, QueueFixture.publishing(effect(f)))),
        new NamedWrite(
            "succeed with nothing to publish", (f, lease) -> f.queue.succeed(lease, "{}")),
        new NamedWrite("divide", (f, lease) -> f.queue.divide(lease, List.of(CHILD))),
        new NamedWrite("fail", (f, lease) -> f.queue.fail(lease, QueueFixture.PROBLEM, true)),
        new NamedWrite("cancelled", (f, lease) -> f.queue.cancelled(lease)),
        new NamedWrite("release", (f, lease) -> f.queue.release(lease)));
  }

  private static final ChildJob CHILD = ChildJob.of(JobKind.INGEST, "{}");

  private static Runnable effect(QueueFixture fixture) {
    return () -> fixture.jdbc.sql("INSERT INTO effect VALUES ('done')").update();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void nothingIsWrittenUnderALeaseThatExpired(NamedWrite write) {
    assertNothingIsWritten(write, fixture::expire);
  }

  @ParameterizedTest
  @MethodSource("writes")
  void nothingIsWrittenUnderALeaseThatAnotherWorkerGotSince(NamedWrite write) {
    assertNothingIsWritten(
        write,
        lease -> {
          fixture.expire(lease);
          queue.sweep();
          fixture.skipWaits();
          assertThat(fixture.claim().lease().jobId()).isEqualTo(lease.jobId());
        });
  }

  private void assertNothingIsWritten(NamedWrite write, Consumer<JobLease> loseIt) {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();
    loseIt.accept(lease);
    JobView before = fixture.job(id);
    long events = fixture.count("job_event");

    ThrowingCallable late = () -> write.write().under(fixture, lease);

    assertThatThrownBy(late).isInstanceOf(LeaseLostException.class);
    assertThat(fixture.job(id)).isEqualTo(before);
    assertThat(fixture.count("job_event")).isEqualTo(events);
    assertThat(fixture.count("effect")).isZero();
  }

  @Test
  void aHeartbeatGoesOnWhileTheJobPublishesAndASweepLeavesItAlone() {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();

    queue.succeed(
        lease,
        () -> {
          inAnotherThread(
              () -> {
                assertThat(queue.heartbeat(lease, QueueFixture.LEASE)).isEqualTo(Heartbeat.HELD);
                fixture.expire(lease);
                assertThat(queue.sweep().requeued()).isZero();
              });
          effect(fixture).run();
          return "{}";
        });

    assertThat(fixture.state(id)).isEqualTo(JobState.SUCCEEDED);
    assertThat(fixture.count("effect")).isEqualTo(1);
  }

  @Test
  void aCancellationDuringPublishingTakesBackWhatWasPublished() {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();

    JobState reached =
        queue.succeed(
            lease,
            () -> {
              effect(fixture).run();
              inAnotherThread(() -> queue.cancel(QueueFixture.WORKSPACE, id));
              return "{}";
            });

    assertThat(reached).isEqualTo(JobState.CANCELLED);
    assertThat(fixture.state(id)).isEqualTo(JobState.CANCELLED);
    assertThat(fixture.count("effect")).isZero();
  }

  private static void inAnotherThread(Runnable work) {
    try {
      Thread thread = Thread.ofVirtual().unstarted(work);
      Throwable[] failure = new Throwable[1];
      thread.setUncaughtExceptionHandler((_, e) -> failure[0] = e);
      thread.start();
      thread.join();
      assertThat(failure[0]).isNull();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
