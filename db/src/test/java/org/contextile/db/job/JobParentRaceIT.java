// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** What happens to a parent and its children at the same moment. */
class JobParentRaceIT {
  private static final String W = QueueFixture.WORKSPACE;
  private static final int CHILDREN = 8;

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final Parents parents = new Parents(fixture);

  @AfterEach
  void close() {
    fixture.close();
  }

  @RepeatedTest(5)
  void childrenThatEndAtTheSameMomentWakeTheParentOnce() throws Exception {
    UUID parent = parents.divided(CHILDREN);

    atOnce(
        parents.claim(CHILDREN).stream()
            .<Callable<?>>map(child -> () -> fixture.finish(child))
            .toList());

    assertThat(fixture.state(parent)).isEqualTo(JobState.QUEUED);
    assertThat(stateEvents(parent)).isEqualTo(4);
  }

  @RepeatedTest(5)
  void childrenThatAreLostAtTheSameMomentFailTheParentOnce() throws Exception {
    UUID parent = parents.divided(CHILDREN);
    UUID dependent = fixture.submit(parent);

    atOnce(
        parents.claim(CHILDREN).stream()
            .<Callable<?>>map(child -> () -> queue.fail(child.lease(), QueueFixture.PROBLEM, false))
            .toList());

    assertThat(fixture.state(parent)).isEqualTo(JobState.FAILED);
    assertThat(stateEvents(parent)).isEqualTo(4);
    assertThat(fixture.state(dependent)).isEqualTo(JobState.FAILED);
  }

  @RepeatedTest(10)
  void aCancellationWhileTheJobIsDividedReachesEveryChildOrThereIsNone() throws Exception {
    UUID parent = fixture.submit();
    ClaimedJob job = fixture.claim();

    atOnce(
        List.of(
            () -> queue.divide(job.lease(), Parents.children(CHILDREN)),
            () -> queue.cancel(W, parent)));

    assertThat(fixture.state(parent)).isEqualTo(JobState.CANCELLED);
    assertThat(parents.claim(1)).isEmpty();
    JobChildren children = fixture.job(parent).children();
    assertThat(children.cancelled()).isEqualTo(children.total()).isIn(0, CHILDREN);
  }

  @RepeatedTest(10)
  void aRetryBesideTheEndOfTheOtherChildrenLeavesNobodyWaitingInVain() throws Exception {
    UUID parent = parents.divided(CHILDREN);
    List<ClaimedJob> children = parents.claim(CHILDREN);
    queue.fail(children.getFirst().lease(), QueueFixture.PROBLEM, false);
    List<Callable<?>> all = new ArrayList<>();
    children.stream().skip(1).forEach(child -> all.add(() -> fixture.finish(child)));
    all.add(() -> queue.retry(W, parent));
    all.add(() -> queue.retry(W, children.getFirst().lease().jobId()));

    atOnce(all);

    assertThat(fixture.state(parent)).isEqualTo(JobState.BLOCKED);
    fixture.finish(fixture.claim());
    assertThat(fixture.state(parent)).isEqualTo(JobState.QUEUED);
    assertThat(queue.sweep().unblocked()).isZero();
  }

  @RepeatedTest(10)
  void aCancellationBesideTheEndOfTheChildrenEndsTheTree() throws Exception {
    UUID parent = parents.divided(CHILDREN);
    List<Callable<?>> all = new ArrayList<>();
    parents.claim(CHILDREN).forEach(child -> all.add(() -> fixture.finish(child)));
    all.add(() -> queue.cancel(W, parent));

    atOnce(all);

    assertThat(fixture.state(parent)).isEqualTo(JobState.CANCELLED);
    JobChildren children = fixture.job(parent).children();
    assertThat(children.succeeded() + children.cancelled()).isEqualTo(CHILDREN);
    assertThat(fixture.count("job_lease")).isZero();
    assertThat(fixture.count("job_waiting")).isZero();
  }

  private long stateEvents(UUID job) {
    return fixture.reader.events(job, 0, 100).stream()
        .filter(event -> event.type() == JobEventType.STATE)
        .count();
  }

  private static void atOnce(List<Callable<?>> actions) throws Exception {
    CyclicBarrier start = new CyclicBarrier(actions.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(actions.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (Callable<?> action : actions) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return action.call();
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
