// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.CohortClass;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.Split;
import org.contextile.api.model.SplitFold;
import org.contextile.api.model.SplitRequest;
import org.contextile.api.model.SplitScheme;
import org.contextile.api.model.SplitSlide;
import org.contextile.client.ApiException;
import org.contextile.client.ClassifiersApi;
import org.contextile.client.SplitsApi;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideRepository;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Folds belong to a cohort, and are the same for every training that names them. */
final class SplitIT {

  @RegisterExtension static final RunningService running = MilFixture.SHARED;

  private final MilFixture fixture = new MilFixture(running);

  @Test
  void aSchemeSeedAndNumberOfFoldsMakeOneSplit() throws Exception {
    UUID cohort = fixture.cohort(fixture.model(), 36, MilRequests.LABELS);
    SplitsApi api = api();

    Split split = api.createSplit(cohort, new SplitRequest().folds(3).seed(5L), null);
    Split again = api.createSplit(cohort, new SplitRequest().folds(3).seed(5L), null);
    Split other = api.createSplit(cohort, new SplitRequest().folds(3).seed(6L), null);

    assertThat(again).isEqualTo(split);
    assertThat(api.getSplit(cohort, split.getId())).isEqualTo(split);
    assertThat(split.getScheme()).isEqualTo(SplitScheme.STRATIFIED_GROUP_K_FOLD);
    assertThat(split.getSeed()).isEqualTo(5);
    assertThat(other.getId()).isNotEqualTo(split.getId());
    assertThat(other.getSlides()).isNotEqualTo(split.getSlides());
    assertThat(api.listSplits(cohort, 10, null).getItems())
        .extracting(Split::getId)
        .containsExactly(other.getId(), split.getId());

    Map<UUID, Integer> foldOf =
        requireNonNull(split.getSlides()).stream()
            .collect(toMap(SplitSlide::getSlideId, SplitSlide::getFold));
    List<CohortSlideEntity> rows =
        running.bean(CohortSlideRepository.class).findByKeyCohortIdOrderByPosition(cohort);
    assertThat(foldOf).hasSize(37);
    for (CohortSlideEntity row : rows) {
      assertThat(rows.stream().filter(r -> r.patient().equals(row.patient())))
          .allMatch(r -> Objects.equals(foldOf.get(r.slideId()), foldOf.get(row.slideId())));
    }
    assertThat(split.getFolds()).extracting(SplitFold::getFold).containsExactly(0, 1, 2);
    for (SplitFold fold : split.getFolds()) {
      assertThat(fold.getSlideCount())
          .isEqualTo((int) foldOf.values().stream().filter(fold.getFold()::equals).count());
      assertThat(fold.getClasses())
          .extracting(CohortClass::getLabel)
          .containsExactly("adenocarcinoma", "normal", "squamous");
      assertThat(fold.getClasses().stream().mapToInt(CohortClass::getSlideCount).sum())
          .isEqualTo(fold.getSlideCount());
    }
  }

  @Test
  void theCohortsOwnFoldsAreASplit() throws Exception {
    List<SlideEntity> slides = slides(8);
    List<String> labels = List.of("a", "a", "a", "a", "b", "b", "b", "b");
    UUID cohort = fixture.cohort(slides, labels, i -> i < 4 ? 0 : 1);
    assertThatThrownBy(() -> api().createSplit(cohort, new SplitRequest(), null))
        .as("each fold holds all of a class")
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(422);
              assertThat(e.getResponseBody()).contains("/problems/too-few-patients", "slide-0");
            });
    UUID without = fixture.cohort(slides, labels);
    assertThatThrownBy(
            () -> api().createSplit(without, new SplitRequest().scheme(SplitScheme.GIVEN), null))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> assertThat(e.getResponseBody()).contains("/problems/incomplete-folds"));

    List<String> mixed = List.of("a", "b", "a", "b", "a", "b", "a", "b");
    UUID given = fixture.cohort(slides, mixed, i -> i / 6);
    Split split = api().createSplit(given, new SplitRequest().folds(7).seed(9L), null);
    assertThat(split.getScheme()).isEqualTo(SplitScheme.GIVEN);
    assertThat(split.getSeed()).isNull();
    assertThat(requireNonNull(split.getSlides()))
        .extracting(SplitSlide::getFold)
        .containsExactly(0, 0, 0, 0, 0, 0, 1, 1);
  }

  @Test
  void aSplitSaysWhatStandsInTheWayOfATraining() throws Exception {
    List<SlideEntity> slides = slides(12);
    List<String> labels = new ArrayList<>(labels(12));
    UUID whole = fixture.cohort(slides, labels, i -> i / 6 % 2);
    for (int i = 0; i < 12; i++) {
      slides.add(fixture.slide("blank-" + i + ".tiff", 0));
      labels.add("mucinous");
    }
    UUID blank = fixture.cohort(slides, labels, i -> i / 6 % 2);

    Split split = api().createSplit(blank, new SplitRequest(), null);

    assertThat(split.getWarnings())
        .singleElement()
        .asString()
        .startsWith("No slide of class mucinous has tissue (blank-0.tiff, blank-1.tiff, ");
    assertThat(api().getSplit(blank, split.getId())).isEqualTo(split);
    assertThat(api().createSplit(whole, new SplitRequest(), null).getWarnings()).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    UUID cohort = fixture.cohort(slides(2), List.of("a", "b"));
    for (UUID id : List.of(UUID.randomUUID(), cohort)) {
      assertThatThrownBy(() -> api().getSplit(cohort, id))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
    }
    assertThatThrownBy(() -> api().listSplits(UUID.randomUUID(), 10, null))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
  }

  @Test
  void trainingsThatLackDifferentSlidesUseTheSameFolds() throws Exception {
    ModelEntity model = fixture.model();
    ModelEntity other = fixture.model();
    List<SlideEntity> slides = slides(36);
    for (int i = 0; i < slides.size(); i++) {
      fixture.features(slides.get(i), model, i % 3, 30, i);
      fixture.features(slides.get(i), other, i % 3, i == 4 || i == 17 ? 0 : 30, i);
    }
    UUID cohort = fixture.cohort(slides, labels(36));

    Classifier one = trained(MilRequests.training(cohort, model));
    Classifier two = trained(MilRequests.training(cohort, other));

    Map<UUID, Integer> foldOf = foldOf(one);
    assertThat(foldOf).hasSize(36);
    assertThat(foldOf(two))
        .hasSize(34)
        .allSatisfy(
            (slide, fold) -> {
              assertThat(foldOf).containsEntry(slide, fold);
            });
    assertThat(two.getSplitId()).isEqualTo(one.getSplitId());
    assertThat(api().createSplit(cohort, new SplitRequest().folds(3).seed(5L), null).getId())
        .isEqualTo(one.getSplitId());
  }

  @Test
  void aTrainingUsesTheSplitThatItNames() throws Exception {
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 36, MilRequests.LABELS);
    Split split = api().createSplit(cohort, new SplitRequest().folds(2).seed(77L), null);

    Classifier classifier = trained(MilRequests.training(cohort, model).splitId(split.getId()));

    assertThat(classifier.getSplitId()).isEqualTo(split.getId());
    assertThat(classifier.getFolds()).hasSize(2);
    assertThat(classifier.getProtocol().getFolds()).isEqualTo(2);
    assertThat(foldOf(classifier))
        .allSatisfy(
            (slide, fold) ->
                assertThat(requireNonNull(split.getSlides()))
                    .contains(new SplitSlide(slide, fold)));
  }

  @Test
  void aClassWithoutFeaturesFailsTheTrainingByName() throws Exception {
    ModelEntity model = fixture.model();
    List<SlideEntity> slides = slides(36);
    for (int i = 0; i < slides.size(); i++) {
      fixture.features(slides.get(i), model, i % 3, i % 3 == 2 ? 0 : 30, i);
    }
    UUID cohort = fixture.cohort(slides, labels(36));

    assertThat(
            running.problem(
                running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model))))
        .contains("/problems/class-without-features")
        .contains("slide-2.tiff (squamous")
        .doesNotContain("slide-3.tiff");
  }

  @Test
  void aFoldWithoutFeaturesFailsTheTrainingByName() throws Exception {
    ModelEntity model = fixture.model();
    List<SlideEntity> slides = slides(36);
    for (int i = 0; i < slides.size(); i++) {
      fixture.features(slides.get(i), model, i % 3, i / 6 % 3 == 1 ? 0 : 30, i);
    }
    UUID cohort = fixture.cohort(slides, labels(36), i -> i / 6 % 3);

    assertThat(
            running.problem(
                running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model))))
        .contains("/problems/fold-without-features")
        .contains("slide-6.tiff")
        .doesNotContain("slide-5.tiff");
  }

  private List<SlideEntity> slides(int count) {
    List<SlideEntity> slides = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slides.add(fixture.slide("slide-" + i + ".tiff", 30));
    }
    return slides;
  }

  private static List<String> labels(int count) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      labels.add(MilRequests.LABELS.get(i % 3));
    }
    return labels;
  }

  private static SplitsApi api() {
    return new SplitsApi(running.client());
  }

  private static Classifier trained(MilTrainingRequest request) throws Exception {
    UUID id =
        requireNonNull(
            running.result(running.submit(JobKind.MIL_TRAINING, request)).getClassifierId());
    return new ClassifiersApi(running.client()).getClassifier(id);
  }

  /** The fold in which each slide was predicted. */
  private static Map<UUID, Integer> foldOf(Classifier classifier) {
    JsonNode metrics =
        JsonMapper.shared()
            .readTree(
                running
                    .bean(ClassifierRepository.class)
                    .findById(classifier.getId())
                    .orElseThrow()
                    .metricsJson());
    return metrics
        .get("predictions")
        .valueStream()
        .collect(
            toMap(
                row -> UUID.fromString(row.get("slideId").asString()),
                row -> row.get("fold").asInt()));
  }
}
