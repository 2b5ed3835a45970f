// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.contextile.api.model.FeatureSet;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Model;
import org.contextile.api.model.SkippedSlide;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobChildren;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobFilter;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.TableLock;
import org.contextile.library.storage.LocalCopy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Extraction over several slides, each a child job of its own. */
final class CohortExtractionIT {

  private static final String SLOTS = "contextile.worker.slots.feature-extraction";
  private static final String NAME = "contextile.worker.name";
  private static final UUID NEWEST = new UUID(-1, -1);

  @RegisterExtension
  static final RunningService running =
      RunningService.of(FeaturesApplication.class, Map.of(SLOTS, "4", NAME, "first"));

  private final FeaturesService service = new FeaturesService(running);

  @Test
  void everySlideIsPlannedInItsOwnChildAndTheirSumIsTheProgress() throws Exception {
    Model model = service.assemble("student");
    SlideEntity one = service.slide(1);
    SlideEntity blank = service.blankSlide();
    SlideEntity other = service.slide(2);
    UUID job;
    long total;
    try (TableLock _ = TableLock.hold(running.database(), "feature_set")) {
      try (TableLock _ = TableLock.hold(running.database(), "tiling")) {
        job = service.submit(model.getId(), one, blank, other);
        assertThat(divided(job).progress()).isEqualTo(new JobProgress("extracting", 0, 0, "tiles"));
        eventually(() -> TableLock.waiting(running.database()) == 3);
      }
      eventually(() -> running.job(job).progress().total() > 0);
      total = running.job(job).progress().total();
      eventually(() -> running.job(job).progress().completed() == total);

      assertThat(children(job)).hasSize(3);
      assertThat(running.job(job).progress()).isEqualTo(sum(children(job)));
    }

    JobResult result = running.result(job);
    List<TilingEntity> tilings = tilings(result);
    assertThat(tilings)
        .extracting(TilingEntity::slideId)
        .containsExactly(one.id(), blank.id(), other.id());
    assertThat(tilings.stream().mapToLong(TilingEntity::tileCount).sum()).isEqualTo(total);
    assertThat(slides(result)).containsExactly(one.id(), other.id());
    assertThat(result.getSkippedSlides())
        .extracting(SkippedSlide::getSlideId, SkippedSlide::getReason)
        .containsExactly(tuple(blank.id(), "no tissue, so no tiles"));
    assertThat(result.getTilesPerSecond()).isPositive();
    assertThat(running.job(job).progress())
        .isEqualTo(new JobProgress("extracting", total, total, "tiles"));
    assertThat(outcomes(job)).containsExactly(AttemptOutcome.DIVIDED, AttemptOutcome.SUCCEEDED);
  }

  @Test
  void slidesThatAreKnownToHaveNoTissueNeedNoChild() throws Exception {
    Model model = service.assemble("student");
    SlideEntity blank = service.blankSlide();
    var _ = running.result(service.submit(model.getId(), blank, service.slide(7)));

    UUID job = service.submit(model.getId(), blank, service.slide(8));

    assertThat(running.result(job).getSkippedSlides())
        .extracting(SkippedSlide::getSlideId)
        .containsExactly(blank.id());
    assertThat(running.job(job).children()).isEqualTo(JobChildren.NONE);
  }

  @Test
  void aJobOverSlidesThatHaveFeaturesIsNotDivided() throws Exception {
    Model model = service.assemble("student");
    SlideEntity one = service.slide(1);
    SlideEntity other = service.slide(2);
    JobResult first = running.result(service.submit(model.getId(), one, other));

    UUID again = service.submit(model.getId(), one, other);

    assertThat(running.result(again).getFeatureSetIds()).isEqualTo(first.getFeatureSetIds());
    assertThat(running.job(again).children()).isEqualTo(JobChildren.NONE);
    assertThat(outcomes(again)).containsExactly(AttemptOutcome.SUCCEEDED);
  }

  @Test
  void aLostSlideFailsTheWholeUntilARetryRepeatsItAlone() throws Exception {
    SlideEntity good = service.slide(3);
    SlideEntity damaged = service.slide(4);
    var _ = running.result(service.submit(service.assemble("first").getId(), good, damaged));
    Path file;
    try (LocalCopy copy = running.bean(ArtifactStore.class).open(damaged.artifactDigest())) {
      file = copy.path();
    }
    Path aside = Files.move(file, running.folder().resolve("aside"));
    Files.writeString(file, "no slide any more");
    Model model = service.assemble("second");

    UUID job = service.submit(model.getId(), good, damaged);

    assertThat(running.problem(job)).contains("/problems/child-failed");
    assertThat(children(job))
        .extracting(JobView::state)
        .containsExactly(JobState.FAILED, JobState.SUCCEEDED);
    UUID lost = children(job).getFirst().id();
    UUID done = children(job).getLast().id();
    assertThat(running.problem(lost)).contains("/problems/unreadable-slide");
    assertThat(running.job(job).progress()).isEqualTo(sum(children(job)));
    List<FeatureSet> visible =
        service.sets().listFeatureSets(null, model.getId(), 50, null).getItems();
    assertThat(visible).extracting(FeatureSet::getSlideId).containsExactly(good.id());

    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    JobControl retried = running.bean(JobQueue.class).retry(RunningService.WORKSPACE, job);

    assertThat(retried).isInstanceOf(JobControl.Accepted.class);
    assertThat(slides(running.result(job))).containsExactly(good.id(), damaged.id());
    assertThat(children(job)).extracting(JobView::id).containsExactly(lost, done);
    assertThat(outcomes(done)).containsExactly(AttemptOutcome.SUCCEEDED);
    assertThat(outcomes(lost)).containsExactly(AttemptOutcome.FAILED, AttemptOutcome.SUCCEEDED);
  }

  @Test
  void cancellingTheWholeCancelsEverySlide() throws Exception {
    Model model = service.assemble("student");
    UUID job;
    try (TableLock _ = TableLock.hold(running.database(), "feature_set")) {
      job = service.submit(model.getId(), service.slide(1), service.slide(2));
      eventually(() -> children(job).size() == 2);
      eventually(() -> children(job).stream().allMatch(it -> it.state() == JobState.RUNNING));

      JobControl cancelled = running.bean(JobQueue.class).cancel(RunningService.WORKSPACE, job);

      assertThat(cancelled).isInstanceOf(JobControl.Accepted.class);
    }
    assertThat(running.ended(job).state()).isEqualTo(JobState.CANCELLED);
    for (JobView child : children(job)) {
      assertThat(running.ended(child.id()).state()).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void twoWorkersShareACohort() throws Exception {
    Model model = service.assemble("student");
    SlideEntity[] slides = new SlideEntity[5];
    for (int i = 0; i < slides.length; i++) {
      slides[i] = service.slide(1 + i % 2);
    }
    try (RunningService _ = running.beside(Map.of(SLOTS, "4", NAME, "second")).start()) {
      UUID job;
      try (TableLock _ = TableLock.hold(running.database(), "feature_set")) {
        job = service.submit(model.getId(), slides);
        // One has not enough slots for all.
        eventually(() -> children(job).size() == slides.length);
        eventually(() -> children(job).stream().allMatch(it -> it.state() == JobState.RUNNING));
      }

      assertThat(slides(running.result(job)))
          .containsExactlyElementsOf(Stream.of(slides).map(SlideEntity::id).toList());
      assertThat(children(job).stream().flatMap(it -> attempts(it.id()).stream()))
          .hasSize(slides.length)
          .extracting(JobAttempt::worker)
          .contains("first", "second");
    }
  }

  @Test
  void twoJobsOverTheSameSlidesBothSucceedAtOnce() throws Exception {
    Model model = service.assemble("student");
    SlideEntity one = service.slide(5);
    SlideEntity other = service.slide(6);
    UUID job;
    UUID rival;
    try (TableLock _ = TableLock.hold(running.database(), "feature_set")) {
      try (TableLock _ = TableLock.hold(running.database(), "tiling")) {
        job = service.submit(model.getId(), one, other);
        rival = service.submit(model.getId(), one, other);
        eventually(() -> TableLock.waiting(running.database()) == 4);
      }
      eventually(() -> TableLock.waiting(running.database()) == 4);
    }

    List<UUID> sets = running.result(job).getFeatureSetIds();
    assertThat(running.result(rival).getFeatureSetIds()).isEqualTo(sets);
    assertThat(Set.copyOf(sets)).hasSize(2);
    for (UUID parent : List.of(job, rival)) {
      assertThat(outcomes(parent))
          .containsExactly(AttemptOutcome.DIVIDED, AttemptOutcome.SUCCEEDED);
      assertThat(children(parent)).hasSize(2).allMatch(child -> child.attempt() == 1);
    }
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10)).until(condition);
  }

  private static JobView divided(UUID job) throws Exception {
    eventually(
        () -> running.job(job).children().total() > 0 || running.job(job).state().terminal());
    assertThat(running.job(job).state())
        .as(running.job(job).errorJson())
        .isEqualTo(JobState.BLOCKED);
    return running.job(job);
  }

  /** Newest first. */
  private static List<JobView> children(UUID job) {
    JobFilter filter = new JobFilter(Set.of(), Set.of(), null, job);
    return running.jobs().list(RunningService.WORKSPACE, filter, NEWEST, 50);
  }

  private static JobProgress sum(List<JobView> children) {
    return new JobProgress(
        "extracting",
        children.stream().mapToLong(it -> it.progress().completed()).sum(),
        children.stream().mapToLong(it -> it.progress().total()).sum(),
        "tiles");
  }

  private static List<JobAttempt> attempts(UUID job) {
    return running.jobs().attempts(job);
  }

  private static List<AttemptOutcome> outcomes(UUID job) {
    return attempts(job).stream().map(JobAttempt::outcome).toList();
  }

  private static List<TilingEntity> tilings(JobResult result) {
    TilingRepository tilings = running.bean(TilingRepository.class);
    return result.getTilingIds().stream().map(id -> tilings.findById(id).orElseThrow()).toList();
  }

  /** The slides whose features the result lists, in its order. */
  private List<UUID> slides(JobResult result) throws Exception {
    List<UUID> slides = new ArrayList<>();
    for (UUID set : result.getFeatureSetIds()) {
      slides.add(service.sets().getFeatureSet(set).getSlideId());
    }
    return slides;
  }
}
