// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The fixture keeps 20 events per metric. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricRetentionIT {
  private static final int RETAINED = 20;

  private record Point(long step, double value) {}

  private QueueFixture fixture;
  private JobLease lease;

  @BeforeAll
  void open() {
    fixture = new QueueFixture();
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @BeforeEach
  void claim() {
    fixture.submit();
    lease = fixture.claim().lease();
  }

  @Test
  void aRunningJobsCurveIsBoundedAndKeepsItsEndsAndItsExtremes() {
    // A spike in the midst, a dip near the end; numbers of steps are prime.
    report("loss", 1, 10_007, step -> step == 4_999 ? 99 : step == 9_973 ? -7 : 1.0 / step);

    fixture.queue.sweep();

    List<Point> curve = curve("loss");
    assertThat(curve).hasSizeLessThanOrEqualTo(RETAINED);
    assertThat(curve.getFirst()).isEqualTo(new Point(1, 1));
    assertThat(curve.getLast()).isEqualTo(new Point(10_007, 1.0 / 10_007));
    assertThat(curve).contains(new Point(4_999, 99), new Point(9_973, -7));
    assertThat(curve).isSortedAccordingTo((a, b) -> Long.compare(a.step(), b.step()));
  }

  @Test
  void pointsAreLeftAllAlongHoweverOftenACurveIsThinned() {
    long reported = 0;
    for (int round = 0; round < 50; round++) {
      report("loss", reported + 1, reported + 53, step -> step % 7);
      reported += 53;
      fixture.queue.sweep();
      assertThat(curve("loss")).hasSizeLessThanOrEqualTo(RETAINED);
    }

    List<Long> steps = curve("loss").stream().map(Point::step).toList();
    for (int i = 1; i < steps.size(); i++) {
      assertThat(steps.get(i) - steps.get(i - 1))
          .as("gap after step %d", steps.get(i - 1))
          .isLessThan(reported / 2);
    }
  }

  @Test
  void theEndOfAnAttemptThinsToo() {
    report("loss", 1, 1_009, step -> step);

    fixture.queue.succeed(lease, "{}");

    assertThat(curve("loss"))
        .hasSizeLessThanOrEqualTo(RETAINED)
        .last()
        .isEqualTo(new Point(1_009, 1_009));
  }

  @Test
  void aShortCurveBesideALongOneStaysWhole() {
    report("loss", 1, 1_009, step -> step);
    report("auc", 1, RETAINED, step -> step);

    fixture.queue.sweep();

    assertThat(curve("auc")).hasSize(RETAINED);
    assertThat(curve("loss")).hasSizeLessThanOrEqualTo(RETAINED);
  }

  @Test
  void aCurveOfOneStepAndOneOfNoNumbersAreBoundedToo() {
    report("still", 0, 0, _ -> 1);
    for (int i = 0; i < 100; i++) {
      report("still", 0, 0, _ -> 1);
    }
    report("broken", 1, 1_009, _ -> Double.NaN);

    fixture.queue.sweep();

    assertThat(curve("still")).hasSizeLessThanOrEqualTo(RETAINED);
    assertThat(events("broken")).isBetween(1L, (long) RETAINED);
  }

  private void report(String name, long first, long last, LongToDoubleFunction curve) {
    fixture.queue.append(
        lease,
        LongStream.rangeClosed(first, last)
            .mapToObj(step -> NewJobEvent.metric(name, step, curve.applyAsDouble(step)))
            .toList());
  }

  private List<Point> curve(String name) {
    return fixture
        .jdbc
        .sql(
            """
            SELECT (data ->> 'step')::bigint AS step, (data ->> 'value')::double precision AS value FROM job_event
            WHERE job_id = :job AND type = 'metric' AND data ->> 'name' = :name ORDER BY id
            """)
        .param("job", lease.jobId())
        .param("name", name)
        .query((row, _) -> new Point(row.getLong("step"), row.getDouble("value")))
        .list();
  }

  private long events(String name) {
    return fixture
        .jdbc
        .sql("SELECT count(*) FROM job_event WHERE job_id = :job AND data ->> 'name' = :name")
        .param("job", lease.jobId())
        .param("name", name)
        .query(Long.class)
        .single();
  }
}
