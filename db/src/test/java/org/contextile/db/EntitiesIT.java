// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.contextile.db.artifact.ArtifactRepository;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideKey;
import org.contextile.db.cohort.CohortSlideRepository;
import org.contextile.db.cohort.SplitEntity;
import org.contextile.db.cohort.SplitRepository;
import org.contextile.db.cohort.SplitScheme;
import org.contextile.db.feature.FeaturePrecision;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.LeaseLostException;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.model.PixelInput;
import org.contextile.db.prediction.PredictionEntity;
import org.contextile.db.prediction.PredictionImages;
import org.contextile.db.prediction.PredictionRepository;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideLevel;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideStem;
import org.contextile.db.slide.SlideTissue;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    classes = EntitiesIT.Application.class,
    properties = "spring.jpa.hibernate.ddl-auto=validate")
@SuppressWarnings("NullAway.Init") // Spring sets the fields.
class EntitiesIT {
  private static final String BYTES = "a".repeat(64);
  private static final FeatureProvenance PROVENANCE =
      new FeatureProvenance(FeaturePrecision.FP32, "openslide", "4.0.1");
  private static final TilingSpec SPEC = new TilingSpec(224, 0.5, 0, 0.3);

  @EnableAutoConfiguration
  @Import(DatabaseConfiguration.class)
  static class Application {}

  @DynamicPropertySource
  static void dataSource(DynamicPropertyRegistry registry) {
    TestDatabase.migrated().addTo(registry::add);
  }

  @Autowired private ArtifactRepository artifacts;
  @Autowired private SlideRepository slides;
  @Autowired private TilingRepository tilings;
  @Autowired private CohortRepository cohorts;
  @Autowired private CohortSlideRepository cohortSlides;
  @Autowired private SplitRepository splits;
  @Autowired private ModelRepository models;
  @Autowired private FeatureSetRepository featureSets;
  @Autowired private ClassifierRepository classifiers;
  @Autowired private PredictionRepository predictions;
  @Autowired private JobQueue queue;
  @Autowired private JobReader reader;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void storeAnArtifact() {
    artifacts.insertIfAbsent(BYTES, 3, "image/tiff");
    artifacts.insertIfAbsent(BYTES, 3, "image/tiff");
  }

  @Test
  void aSlideComesBackAsItWasSaved() {
    UUID id = slides.save(slide("w1", "one")).id();

    SlideEntity slide = slides.findByIdAndWorkspace(id, "w1").orElseThrow();

    assertThat(slide.name()).isEqualTo("one");
    assertThat(slide.pyramid().levels())
        .containsExactly(new SlideLevel(2048, 1024, 1), new SlideLevel(512, 256, 4));
    assertThat(slide.resolution())
        .isEqualTo(new SlideResolution(0.25, 0.26, MppSource.OPENSLIDE, null));
    assertThat(slide.tissue()).isEqualTo(SlideTissue.NONE);
    assertThat(slide.provenance().properties()).containsEntry("openslide.vendor", "aperio");
    assertThat(slide.provenance().associatedImages()).containsExactly("label", "macro");
    assertThat(slide.provenance().warnings()).isEmpty();
    assertThat(slide.createdAt()).isNotNull();
    assertThat(slides.findByIdAndWorkspace(id, "another")).isEmpty();
  }

  @Test
  void aPageHoldsTheNewestRowsOfTheWorkspaceOnly() {
    List<UUID> ids =
        List.of("a", "b", "c").stream()
            .map(name -> slides.save(slide("pages", name)).id())
            .toList();
    slides.save(slide("others", "d"));

    assertThat(slides.findByWorkspaceAndIdLessThanOrderByIdDesc("pages", Paging.FIRST, Limit.of(2)))
        .extracting(SlideEntity::id)
        .containsExactly(ids.get(2), ids.get(1));
    assertThat(slides.findByWorkspaceAndIdLessThanOrderByIdDesc("pages", ids.get(1), Limit.of(2)))
        .extracting(SlideEntity::id)
        .containsExactly(ids.get(0));
  }

  @Test
  void everythingFromSlideToPredictionCanBeSavedAndFound() {
    SlideEntity slide = slides.save(slide("w2", "one"));
    TilingEntity tiling = tilings.save(new TilingEntity("w2", slide.id(), SPEC, 9, 448, BYTES));
    ModelEntity student = models.save(model("w2", ModelOrigin.IMPORTED, ModelLineage.NONE));
    ModelEntity tuned =
        models.save(
            model(
                "w2", ModelOrigin.FINE_TUNED, new ModelLineage(student.id(), student.id(), null)));
    CohortEntity cohort = cohorts.save(new CohortEntity("w2", "cohort"));
    cohortSlides.save(
        new CohortSlideEntity(
            new CohortSlideKey(cohort.id(), slide.id()), 0, "patient", "tumour", null));
    FeatureSetEntity features =
        featureSets.save(
            new FeatureSetEntity(
                "w2", slide.id(), tuned.id(), tiling.id(), PROVENANCE, BYTES, 9, 96, 0, null));
    SplitEntity split = splits.saveAndFlush(split(cohort, 7));
    ClassifierEntity classifier =
        classifiers.save(
            new ClassifierEntity(
                "w2",
                "abmil",
                cohort.id(),
                split.id(),
                tuned.id(),
                SPEC,
                PROVENANCE,
                "abmil",
                "{\"folds\": 5}",
                List.of("normal", "tumour"),
                "{}",
                BYTES,
                1000,
                null));

    assertThat(tilings.findBySlideIdAndSpec(slide.id(), SPEC))
        .map(TilingEntity::id)
        .contains(tiling.id());
    assertThat(tilings.findBySlideIdInAndSpec(List.of(slide.id()), SPEC)).hasSize(1);
    assertThat(slides.findByCohort("w2", cohort.id(), Paging.FIRST, Limit.of(9))).hasSize(1);
    assertThat(cohortSlides.findByKeyCohortIdOrderByPosition(cohort.id()))
        .extracting(CohortSlideEntity::patient)
        .containsExactly("patient");
    assertThat(
            featureSets.findBySlidesAndModelsAndSpec(
                "w2", Set.of(slide.id()), Set.of(tuned.id()), SPEC))
        .extracting(FeatureSetEntity::id)
        .containsExactly(features.id());
    ModelEntity found = models.findByIdAndWorkspace(tuned.id(), "w2").orElseThrow();
    assertThat(found.lineage().studentId()).isEqualTo(student.id());
    assertThat(found.input().mean()).containsExactly(0.485, 0.456, 0.406);
    assertThat(found.documents().recipeJson()).contains("epochs");
    assertThat(models.findById(student.id()).orElseThrow().lineage()).isEqualTo(ModelLineage.NONE);
    assertThat(
            splits
                .findByCohortIdAndWorkspaceAndSchemeAndSeedAndFolds(
                    cohort.id(), "w2", SplitScheme.STRATIFIED_GROUP_K_FOLD, 7, 2)
                .orElseThrow()
                .foldOf())
        .containsExactly(1);
    assertThatThrownBy(() -> splits.saveAndFlush(split(cohort, 7)))
        .isInstanceOf(DataIntegrityViolationException.class);
    splits.saveAndFlush(split(cohort, 8));

    ClassifierEntity foundClassifier = classifiers.findById(classifier.id()).orElseThrow();
    assertThat(foundClassifier.classes()).containsExactly("normal", "tumour");
    assertThat(foundClassifier.protocolJson()).contains("folds");

    UUID prediction = predictions.saveAndFlush(prediction(classifier, slide, features, 0.2)).id();
    assertThat(predictions.findByIdAndWorkspace(prediction, "w2").orElseThrow().probabilities())
        .containsExactlyInAnyOrderEntriesOf(Map.of("normal", 0.2, "tumour", 0.8));
    assertThatThrownBy(() -> predictions.saveAndFlush(prediction(classifier, slide, features, 0.9)))
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void anArtifactThatARowRefersToCannotBeDeleted() {
    slides.save(slide("w3", "referring"));

    assertThatThrownBy(() -> artifacts.deleteByDigest(BYTES))
        .isInstanceOf(DataIntegrityViolationException.class);
    String lonely = "b".repeat(64);
    artifacts.insertIfAbsent(lonely, 1, "text/plain");
    assertThat(artifacts.deleteByDigest(lonely)).isEqualTo(1);
  }

  @Test
  void whatAJobPublishesIsThereWhenItHasSucceededAndNotBefore() {
    UUID job =
        queue.submit(JobSubmission.of("w4", JobKind.INGEST, "{}").withInputDigests(List.of(BYTES)));
    var claimed = queue.claim("worker", JobKind.INGEST, Duration.ofMinutes(1)).orElseThrow();

    assertThatThrownBy(
            () ->
                queue.succeed(
                    claimed.lease(),
                    () -> {
                      slides.save(slide("w4", "half"));
                      throw new IllegalStateException("died");
                    }))
        .hasMessage("died");
    assertThat(named("half")).isEmpty();

    queue.succeed(claimed.lease(), () -> saved(slide("w4", "whole")));
    assertThat(named("whole")).hasSize(1);
    assertThat(reader.find("w4", job).orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    assertThatThrownBy(() -> queue.succeed(claimed.lease(), () -> saved(slide("w4", "twice"))))
        .isInstanceOf(LeaseLostException.class);
    assertThat(named("twice")).isEmpty();
  }

  private List<SlideEntity> named(String name) {
    return slides.findByWorkspaceAndNameAndIdLessThanOrderByIdDesc(
        "w4", name, Paging.FIRST, Limit.unlimited());
  }

  private String saved(SlideEntity slide) {
    slides.save(slide);
    return "{}";
  }

  private static SlideEntity slide(String workspace, String name) {
    return new SlideEntity(
        workspace,
        name,
        BYTES,
        new SlidePyramid(
            "aperio",
            2048,
            1024,
            List.of(new SlideLevel(2048, 1024, 1), new SlideLevel(512, 256, 4))),
        new SlideResolution(0.25, 0.26, MppSource.OPENSLIDE, null),
        null,
        SlideTissue.NONE,
        new SlideProvenance(
            Map.of("openslide.vendor", "aperio"),
            List.of("aperio.User"),
            List.of("label", "macro"),
            List.of(),
            "4.0.1",
            null));
  }

  @Test
  void theDatabaseKnowsTheSameStemsOfSlides() {
    for (String name : List.of("A17.svs", "A17.OME.tif", "A.17", "B.ome.btf", "c.ome", "d.zip")) {
      assertThat(
              jdbc.sql("SELECT slide_stem(:name) = slide_key(:stem)")
                  .param("name", name)
                  .param("stem", SlideStem.of(name))
                  .query(Boolean.class)
                  .single())
          .as(name)
          .isTrue();
    }
  }

  private static ModelEntity model(String workspace, ModelOrigin origin, ModelLineage lineage) {
    return new ModelEntity(
        workspace,
        "mobile",
        origin,
        "mobilenetv2",
        BYTES,
        96,
        new ModelInput(
            224, PixelInput.FLOAT_NCHW, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
        530_000,
        lineage,
        new ModelDocuments(null, "{\"epochs\": 1}", null, null));
  }

  private static PredictionEntity prediction(
      ClassifierEntity classifier, SlideEntity slide, FeatureSetEntity features, double normal) {
    return new PredictionEntity(
        "w2",
        classifier.id(),
        slide.id(),
        features.id(),
        Map.of("normal", normal, "tumour", 1 - normal),
        normal > 0.5 ? "normal" : "tumour",
        PredictionImages.NONE,
        null);
  }

  private static SplitEntity split(CohortEntity cohort, long seed) {
    return new SplitEntity(
        "w2", cohort.id(), SplitScheme.STRATIFIED_GROUP_K_FOLD, seed, 2, List.of(1));
  }
}
