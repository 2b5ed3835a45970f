// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Children of unlike kinds, that depend on each other, and that have children themselves. */
class JobTreeIT {
  private static final String W = QueueFixture.WORKSPACE;

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void childrenOfUnlikeKindsRunInTheirOrderAndTheirParentAfterThem() {
    UUID model = UUID.randomUUID();
    UUID study =
        study(
            ChildJob.of(JobKind.FINE_TUNING, "{\"n\": 0}")
                .withNeeds(new JobNeeds(true, 7))
                .withOutputId(model),
            ChildJob.of(JobKind.FEATURE_EXTRACTION, "{\"n\": 1}").withDependsOn(Set.of(0)),
            ChildJob.of(JobKind.MIL_TRAINING, "{\"n\": 2}").withDependsOn(Set.of(0, 1)));
    List<UUID> children = children(study);

    assertThat(children.stream().map(fixture::state))
        .containsExactly(JobState.QUEUED, JobState.BLOCKED, JobState.BLOCKED);
    assertThat(fixture.job(children.get(0)).needs()).isEqualTo(new JobNeeds(true, 7));
    assertThat(fixture.job(children.get(1)).needs()).isEqualTo(JobNeeds.NOTHING);
    assertThat(fixture.job(children.get(0)).outputs())
        .containsExactly(new JobOutput(JobOutputType.MODEL, model, false));
    assertThat(fixture.job(children.get(2)).outputs())
        .extracting(JobOutput::type)
        .containsExactly(JobOutputType.CLASSIFIER);
    assertThat(fixture.job(study).progress()).isEqualTo(new JobProgress("children", 0, 3, "jobs"));

    finish(JobKind.FINE_TUNING, "{\"of\": \"tuning\"}");
    assertThat(fixture.state(children.get(1))).isEqualTo(JobState.QUEUED);
    finish(JobKind.FEATURE_EXTRACTION, "{\"of\": \"extraction\"}");
    assertThat(fixture.job(study).progress()).isEqualTo(new JobProgress("children", 2, 3, "jobs"));
    finish(JobKind.MIL_TRAINING, "{\"of\": \"training\"}");

    ClaimedJob after = fixture.claim();
    assertThat(after.lease().jobId()).isEqualTo(study);
    assertThat(after.divided()).isTrue();
    assertThat(queue.children(after.lease()))
        .extracting(FinishedChild::kind, FinishedChild::requestJson, FinishedChild::resultJson)
        .containsExactly(
            tuple(JobKind.FINE_TUNING, "{\"n\": 0}", "{\"of\": \"tuning\"}"),
            tuple(JobKind.FEATURE_EXTRACTION, "{\"n\": 1}", "{\"of\": \"extraction\"}"),
            tuple(JobKind.MIL_TRAINING, "{\"n\": 2}", "{\"of\": \"training\"}"));
  }

  @Test
  void aJobMayEndWithChildrenAgain() {
    UUID study = study(ChildJob.of(JobKind.FINE_TUNING, "{}"));
    finish(JobKind.FINE_TUNING, "{}");
    ClaimedJob second = fixture.claim();

    assertThat(queue.divide(second.lease(), List.of(ChildJob.of(JobKind.MIL_TRAINING, "{}"))))
        .isEqualTo(JobState.BLOCKED);
    finish(JobKind.MIL_TRAINING, "{}");

    ClaimedJob third = fixture.claim();
    assertThat(queue.children(third.lease())).hasSize(2);
    assertThat(fixture.finish(third)).isEqualTo(JobState.SUCCEEDED);
    assertThat(fixture.job(study).attempt()).isEqualTo(3);
  }

  @Test
  void aLostChildTakesThoseThatDependOnItAndThenItsParentAndWhoeverWaitsForThat() {
    UUID study = orderedStudy();
    UUID dependent = fixture.submit(study);
    List<UUID> children = children(study);

    queue.fail(claim(JobKind.FINE_TUNING).lease(), QueueFixture.PROBLEM, false);

    assertThat(children.stream().map(fixture::state)).containsOnly(JobState.FAILED);
    assertThat(fixture.job(children.get(2)).errorJson()).contains("/problems/dependency-failed");
    assertThat(fixture.state(study)).isEqualTo(JobState.FAILED);
    assertThat(fixture.job(study).errorJson())
        .contains("/problems/child-failed", children.getFirst().toString());
    assertThat(fixture.state(dependent)).isEqualTo(JobState.FAILED);
    assertThat(fixture.count("job_waiting")).isZero();
    assertThat(queue.sweep().unblocked()).isZero();
  }

  @Test
  void aRetryOfTheParentBringsAllBackAndSoDoesOneOfTheChildThatFailed() {
    for (boolean whole : new boolean[] {true, false}) {
      UUID study = orderedStudy();
      UUID dependent = fixture.submit(study);
      List<UUID> children = children(study);
      queue.fail(claim(JobKind.FINE_TUNING).lease(), QueueFixture.PROBLEM, false);

      JobControl retried = queue.retry(W, whole ? study : children.getFirst());

      assertThat(retried).isInstanceOf(JobControl.Accepted.class);
      assertThat(children.stream().map(fixture::state))
          .containsExactly(JobState.QUEUED, JobState.BLOCKED, JobState.BLOCKED);
      assertThat(fixture.state(study)).isEqualTo(JobState.BLOCKED);
      assertThat(fixture.state(dependent)).isEqualTo(JobState.BLOCKED);
      finish(JobKind.FINE_TUNING, "{}");
      finish(JobKind.FEATURE_EXTRACTION, "{}");
      finish(JobKind.MIL_TRAINING, "{}");
      fixture.finish(fixture.claim());
      fixture.finish(fixture.claim());
      assertThat(fixture.state(dependent)).isEqualTo(JobState.SUCCEEDED);
    }
  }

  @Test
  void aChildWhoseForerunnerIsLostIsNotRetriedBeforeIt() {
    UUID study = orderedStudy();
    queue.fail(claim(JobKind.FINE_TUNING).lease(), QueueFixture.PROBLEM, false);

    assertThat(queue.retry(W, children(study).get(1))).isInstanceOf(JobControl.Refused.class);
    assertThat(fixture.state(study)).isEqualTo(JobState.FAILED);
  }

  @Test
  void cancellingTheTopReachesTheDeepest() {
    UUID study = study(ChildJob.of(JobKind.FEATURE_EXTRACTION, "{}"));
    UUID extraction = children(study).getFirst();
    divide(JobKind.FEATURE_EXTRACTION, 3);
    ClaimedJob running = claim(JobKind.FEATURE_EXTRACTION);

    assertThat(queue.cancel(W, study)).isEqualTo(new JobControl.Accepted(JobState.CANCELLED));

    assertThat(fixture.state(extraction)).isEqualTo(JobState.CANCELLED);
    assertThat(fixture.job(extraction).children()).isEqualTo(new JobChildren(3, 0, 0, 2));
    assertThat(queue.retry(W, study))
        .as("while the deepest is still to stop")
        .isInstanceOf(JobControl.Refused.class);
    queue.cancelled(running.lease());

    assertThat(queue.retry(W, study)).isEqualTo(new JobControl.Accepted(JobState.BLOCKED));
    assertThat(fixture.state(extraction)).isEqualTo(JobState.BLOCKED);
    for (int slide = 0; slide < 3; slide++) {
      finish(JobKind.FEATURE_EXTRACTION, "{}");
    }
    assertThat(fixture.state(extraction)).isEqualTo(JobState.QUEUED);
    finish(JobKind.FEATURE_EXTRACTION, "{}");
    assertThat(fixture.state(study)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void theDeepestThatIsLostFailsTheTopAndIsRetriedAlone() {
    UUID study = study(ChildJob.of(JobKind.FEATURE_EXTRACTION, "{}"));
    UUID extraction = children(study).getFirst();
    divide(JobKind.FEATURE_EXTRACTION, 2);
    ClaimedJob lost = claim(JobKind.FEATURE_EXTRACTION);
    queue.fail(lost.lease(), QueueFixture.PROBLEM, false);
    assertThat(fixture.state(study)).isEqualTo(JobState.BLOCKED);
    finish(JobKind.FEATURE_EXTRACTION, "{}");
    assertThat(fixture.state(extraction)).isEqualTo(JobState.FAILED);
    assertThat(fixture.state(study)).isEqualTo(JobState.FAILED);

    queue.retry(W, lost.lease().jobId());

    assertThat(fixture.state(extraction)).isEqualTo(JobState.BLOCKED);
    assertThat(fixture.state(study)).isEqualTo(JobState.BLOCKED);
    finish(JobKind.FEATURE_EXTRACTION, "{}");
    finish(JobKind.FEATURE_EXTRACTION, "{}");
    assertThat(fixture.finish(fixture.claim())).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void progressAndVersionComeFromTheDeepest() {
    UUID study = study(ChildJob.of(JobKind.FEATURE_EXTRACTION, "{}"));
    divide(JobKind.FEATURE_EXTRACTION, 2);
    long version = fixture.job(study).version();
    ClaimedJob slide = claim(JobKind.FEATURE_EXTRACTION);

    queue.progress(slide.lease(), new JobProgress("tiles", 4, 10, "tile"));

    assertThat(fixture.job(study).version()).isGreaterThan(version);
    assertThat(fixture.job(study).progress()).isEqualTo(new JobProgress("tiles", 4, 20, "tile"));
  }

  @Test
  void aTotalIsUnknownUntilEveryChildHasSaidItsOwn() {
    UUID study =
        study(
            ChildJob.of(JobKind.FEATURE_EXTRACTION, "{}")
                .withProgress(new JobProgress("tiles", 0, 0, "tile")),
            ChildJob.of(JobKind.FEATURE_EXTRACTION, "{}")
                .withProgress(new JobProgress("tiles", 0, 0, "tile")));
    queue.progress(
        claim(JobKind.FEATURE_EXTRACTION).lease(), new JobProgress("tiles", 3, 10, "tile"));
    assertThat(fixture.job(study).progress()).isEqualTo(new JobProgress("tiles", 3, 0, "tile"));

    // Without any tile.
    finish(JobKind.FEATURE_EXTRACTION, "{}");

    assertThat(fixture.job(study).progress()).isEqualTo(new JobProgress("tiles", 3, 10, "tile"));
  }

  @Test
  void onlyThreeJobsLieAboveEachOther() {
    study(ChildJob.of(JobKind.FEATURE_EXTRACTION, "{}"));
    divide(JobKind.FEATURE_EXTRACTION, 1);
    ClaimedJob deepest = claim(JobKind.FEATURE_EXTRACTION);

    assertThatThrownBy(
            () -> queue.divide(deepest.lease(), List.of(ChildJob.of(JobKind.INGEST, "{}"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot have children");
    assertThat(fixture.finish(deepest)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aChildDependsOnlyOnThoseBeforeIt() {
    fixture.submit();
    JobLease lease = fixture.claim().lease();
    ChildJob child = ChildJob.of(JobKind.INGEST, "{}");

    for (int place : new int[] {-1, 1, 2}) {
      assertThatThrownBy(
              () -> queue.divide(lease, List.of(child, child.withDependsOn(Set.of(place)))))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> ChildJob.of(JobKind.CLASSIFICATION, "{}").withOutputId(UUID.randomUUID()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private UUID orderedStudy() {
    return study(
        ChildJob.of(JobKind.FINE_TUNING, "{}"),
        ChildJob.of(JobKind.FEATURE_EXTRACTION, "{}").withDependsOn(Set.of(0)),
        ChildJob.of(JobKind.MIL_TRAINING, "{}").withDependsOn(Set.of(1)));
  }

  private UUID study(ChildJob... children) {
    UUID study = fixture.submit();
    queue.divide(fixture.claim().lease(), Arrays.asList(children));
    return study;
  }

  private void divide(JobKind kind, int children) {
    ChildJob child = ChildJob.of(kind, "{}").withProgress(new JobProgress("tiles", 0, 10, "tile"));
    queue.divide(claim(kind).lease(), Collections.nCopies(children, child));
  }

  private ClaimedJob claim(JobKind kind) {
    return queue.claim("worker", kind, Duration.ofMinutes(1)).orElseThrow();
  }

  private void finish(JobKind kind, String result) {
    assertThat(queue.succeed(claim(kind).lease(), result)).isEqualTo(JobState.SUCCEEDED);
  }

  private List<UUID> children(UUID parent) {
    return fixture
        .jdbc
        .sql("SELECT id FROM job WHERE parent_id = :job ORDER BY id")
        .param("job", parent)
        .query(UUID.class)
        .list();
  }
}
