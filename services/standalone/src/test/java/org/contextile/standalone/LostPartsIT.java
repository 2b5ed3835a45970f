// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortRequest;
import org.contextile.api.model.CohortSlide;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.GraphJob;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobGraph;
import org.contextile.api.model.JobState;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.Problem;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiClient;
import org.contextile.client.ApiException;
import org.contextile.client.CohortsApi;
import org.contextile.client.JobsApi;
import org.contextile.client.ModelsApi;
import org.contextile.client.SlidesApi;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Slides come in, some without tissue, and a training on them loses a class or a fold. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LostPartsIT {
  @RegisterExtension static final RunningService SERVICE = Platform.SERVICE;

  private static final Path CASES =
      Path.of(System.getProperty("contextile.testdata", "none"))
          .toAbsolutePath()
          .normalize()
          .resolveSibling("cases");

  private final Map<String, UUID> slides = new TreeMap<>();
  private UUID model = new UUID(0, 0);

  @BeforeAll
  void bringSlidesIn() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(CASES), "needs the cases: " + CASES);
    List<String> names = new ArrayList<>(List.of("white0.tif", "white1.tif"));
    for (int i = 0; i < 8; i++) {
      names.add("p0" + i + ".tif");
    }
    Map<String, Job> jobs = new TreeMap<>();
    for (String name : names) {
      jobs.put(
          name,
          new SlidesApi(client())
              .createSlideWithFormData(
                  CASES.resolve(name).toFile(),
                  null,
                  name,
                  null,
                  JsonMapper.shared().writeValueAsString(tiling())));
    }
    for (Map.Entry<String, Job> job : jobs.entrySet()) {
      Job ended = ended(job.getValue());
      assertThat(ended.getState())
          .as("%s: %s", job.getKey(), ended.getError())
          .isEqualTo(JobState.SUCCEEDED);
      slides.put(
          job.getKey(),
          Objects.requireNonNull(Objects.requireNonNull(ended.getResult()).getSlideId()));
    }
    model =
        new ModelsApi(client())
            .createModelWithJson(
                new ModelAssembly()
                    .name("lost parts")
                    .architecture("resnet-small")
                    .width(16)
                    .featureDim(16)
                    .inputSizePx(32),
                null)
            .getId();
  }

  @Test
  void blankSlidesAreUsableAndHaveNoTile() throws Exception {
    for (String blank : List.of("white0.tif", "white1.tif")) {
      var slide = new SlidesApi(client()).getSlide(slide(blank));
      assertThat(slide.getTissueFraction()).isZero();
      assertThat(slide.getWarnings())
          .anySatisfy(it -> assertThat(it).contains("No tissue was found"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lost-class.csv, class-without-features, No slide of class mucinous",
    "lost-fold.csv, fold-without-features, No slide of fold 1"
  })
  void theTrainingIsRefusedAndNamesTheSlides(String file, String type, String words)
      throws Exception {
    Cohort cohort = cohort(file);
    MilTrainingRequest request = training(cohort.getId());

    ApiException refused =
        catchThrowableOfType(
            ApiException.class, () -> new JobsApi(client()).submitMilTraining(request, null));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody())
        .contains("/problems/" + type, words, "white0.tif", "white1.tif");
  }

  @Test
  void aFoldThatLosesOneOfItsClassesIsNamedWithItsSlide() throws Exception {
    Cohort cohort =
        cohort(
            "one class of a fold",
            row("p00.tif", "tumour", 0),
            row("p01.tif", "normal", 0),
            row("p02.tif", "tumour", 1),
            row("white0.tif", "normal", 1));

    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () -> new JobsApi(client()).submitMilTraining(training(cohort.getId()), null));

    assertThat(refused.getResponseBody())
        .contains("class normal in fold 1", "white0.tif")
        .doesNotContain("white1.tif");
  }

  @ParameterizedTest
  @CsvSource({
    "lost-class.csv, 50, class-without-features, all slides of class mucinous",
    "lost-fold.csv, 60, fold-without-features, fold 1"
  })
  void aTrainingThatWaitsForItsFeaturesFailsAndNamesTheSlides(
      String file, double area, String type, String words) throws Exception {
    Cohort cohort = cohort(file);
    // Nobody knows yet that there is not even such a small piece of tissue.
    TilingSpec small = tiling().minTissueAreaMicrometres2(area);
    UUID extraction = UUID.fromString("00000000-0000-0000-0000-000000000001");
    JobGraph graph =
        new JobGraph()
            .addJobsItem(
                new GraphJob()
                    .placeholder(extraction)
                    .featureExtraction(
                        new FeatureExtractionRequest()
                            .addModelIdsItem(model)
                            .cohortId(cohort.getId())
                            .tiling(small)))
            .addJobsItem(
                new GraphJob()
                    .milTraining(
                        training(cohort.getId()).tiling(small).addDependsOnItem(extraction)));

    List<Job> jobs = new JobsApi(client()).submitJobs(graph, null).getJobs();

    Job extracted = ended(jobs.getFirst());
    assertThat(extracted.getState()).as("%s", extracted.getError()).isEqualTo(JobState.SUCCEEDED);
    Job trained = ended(jobs.getLast());
    assertThat(trained.getState()).isEqualTo(JobState.FAILED);
    assertThat(error(trained).getType()).hasToString("/problems/" + type);
    assertThat(error(trained).getDetail())
        .contains(words, slide("white0.tif").toString(), slide("white1.tif").toString());
  }

  @Test
  void theSameCohortWithoutTheBlankSlidesIsTrained() throws Exception {
    List<CohortSlide> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rows.add(row("p0" + i + ".tif", i % 2 == 0 ? "tumour" : "normal", i / 4));
    }
    Cohort cohort = cohort("nothing lost", rows.toArray(CohortSlide[]::new));

    Job queued = new JobsApi(client()).submitMilTraining(training(cohort.getId()), null);

    // It has no features yet, which is another matter.
    assertThat(error(ended(queued)).getType()).hasToString("/problems/missing-features");
  }

  private static TilingSpec tiling() {
    return new TilingSpec().tileSizePx(112).mpp(0.5);
  }

  private MilTrainingRequest training(UUID cohort) {
    return new MilTrainingRequest()
        .name("lost parts")
        .cohortId(cohort)
        .modelId(model)
        .tiling(tiling())
        .protocol(new MilProtocol().folds(2).maxEpochs(1));
  }

  private CohortSlide row(String slide, String label, int fold) {
    return new CohortSlide().slideId(slide(slide)).patient("P-" + slide).label(label).fold(fold);
  }

  private static Cohort cohort(String name, CohortSlide... rows) throws ApiException {
    return new CohortsApi(client())
        .createCohortWithJson(
            new CohortRequest().name(name + " " + UUID.randomUUID()).slides(List.of(rows)),
            null,
            null);
  }

  /** The table as it is, its slides being named as they came in. */
  private static Cohort cohort(String file) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(SERVICE.address() + "/v1/cohorts?name=" + file + UUID.randomUUID()))
            .header("Authorization", "Bearer " + Platform.KEY)
            .header("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofFile(CASES.resolve(file)))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> made = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      return JsonMapper.shared().readValue(made.body(), Cohort.class);
    }
  }

  private static Job ended(Job job) throws ApiException {
    JobsApi jobs = new JobsApi(client());
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> isEnd(jobs.getJob(job.getId(), null, null).getState()));
    return jobs.getJob(job.getId(), null, null);
  }

  private static Problem error(Job job) {
    return Objects.requireNonNull(job.getError());
  }

  private UUID slide(String name) {
    return Objects.requireNonNull(slides.get(name));
  }

  private static boolean isEnd(JobState state) {
    return state == JobState.SUCCEEDED || state == JobState.FAILED || state == JobState.CANCELLED;
  }

  private static ApiClient client() {
    ApiClient client = SERVICE.client();
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + Platform.KEY));
    return client;
  }
}
