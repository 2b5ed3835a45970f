// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.ConfidenceInterval;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.client.ClassifiersApi;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Trainings and classifications that cannot succeed. */
final class MilProblemsIT {

  @RegisterExtension static final RunningService running = MilFixture.SHARED;

  private final MilFixture fixture = new MilFixture(running);

  @Test
  void slidesWithoutFeaturesFailTheTrainingByName() throws Exception {
    ModelEntity model = fixture.model();
    List<SlideEntity> slides =
        IntStream.range(0, 18)
            .mapToObj(i -> fixture.slide(i == 7 ? "absent.tiff" : "here-" + i + ".tiff", 30))
            .toList();
    for (int i = 0; i < slides.size(); i++) {
      if (i != 7) {
        fixture.features(slides.get(i), model, i % 2, 30, i);
      }
    }
    UUID cohort =
        fixture.cohort(
            slides,
            IntStream.range(0, 18).mapToObj(i -> i % 2 == 0 ? "normal" : "squamous").toList());

    String error =
        running.problem(running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model)));

    assertThat(error)
        .contains("/problems/missing-features")
        .contains("absent.tiff")
        .doesNotContain("here-");
  }

  @Test
  void aCohortOfOneClassFailsTheTraining() throws Exception {
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 6, List.of("normal"));
    assertThat(
            running.problem(
                running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model))))
        .contains("/problems/cohort-with-one-class");
  }

  @Test
  void aClassWithTooFewPatientsFailsTheTraining() throws Exception {
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 6, MilRequests.LABELS);
    assertThat(
            running.problem(
                running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model))))
        .contains("/problems/too-few-patients")
        .contains("adenocarcinoma");
  }

  @Test
  void aFoldOfOneClassHasNoAurocAndTheClassifierSaysSo() throws Exception {
    ModelEntity model = fixture.model();
    List<String> labels = new ArrayList<>();
    List<SlideEntity> slides = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      labels.add(i < 6 || i % 2 == 0 ? "tumour" : "normal");
      slides.add(fixture.slide("one-class-" + i + ".tiff", 30));
      fixture.features(slides.get(i), model, i < 6 || i % 2 == 0 ? 0 : 1, 30, i);
    }
    UUID cohort = fixture.cohort(slides, labels, i -> (i + 6) / 12);

    UUID id =
        requireNonNull(
            running
                .result(running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model)))
                .getClassifierId());

    Classifier classifier = new ClassifiersApi(running.client()).getClassifier(id);
    assertThat(classifier.getFolds().get(0).getAuroc()).isNull();
    double second = requireNonNull(classifier.getFolds().get(1).getAuroc());
    double third = requireNonNull(classifier.getFolds().get(2).getAuroc());
    assertThat(classifier.getMeanAuroc()).isEqualTo((second + third) / 2);
    assertThat(classifier.getWarnings())
        .contains(
            "Fold 0 has no AUROC: none of its slides is of class normal.",
            "The mean AUROC is that of 2 of 3 folds.");
    ConfidenceInterval interval = requireNonNull(classifier.getAurocConfidence());
    assertThat(interval.getDegenerate()).isEqualTo(interval.getLow().equals(interval.getHigh()));
    assertThat(classifier.getWarnings().stream().anyMatch(it -> it.contains("degenerate")))
        .isEqualTo(interval.getDegenerate());
  }

  @Test
  void memoryThatRunsOutFailsTheTrainingWithItsProblem() throws Exception {
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 36, MilRequests.LABELS);
    MilTrainingRequest request = MilRequests.training(cohort, model);
    requireNonNull(request.getProtocol()).attentionDim(100_000_000);

    assertThat(running.problem(running.submit(JobKind.MIL_TRAINING, request)))
        .contains("/problems/out-of-memory");
  }

  @Test
  void memoryThatRunsOutFailsTheClassificationWithItsProblem() throws Exception {
    ModelEntity model = fixture.model();
    SlideEntity slide = fixture.slide("new.tiff", 30);
    fixture.features(slide, model, 2, 30, 999);
    UUID classifier = fixture.hungryClassifier(model, MilRequests.LABELS);

    assertThat(
            running.problem(
                running.submit(
                    JobKind.CLASSIFICATION, MilRequests.classification(classifier, slide))))
        .contains("/problems/out-of-memory");
  }
}
