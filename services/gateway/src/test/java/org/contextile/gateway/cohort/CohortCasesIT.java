// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortSlide;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiException;
import org.contextile.client.CohortsApi;
import org.contextile.client.JobsApi;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables as people's programs write them, most of them from the shared cases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CohortCasesIT {
  /** As a Mac sends it. */
  private static final String DECOMPOSED =
      Normalizer.normalize("Köhler 13.tif", Normalizer.Form.NFD);

  private static final Path CASES =
      Path.of(System.getProperty("contextile.testdata", "none"))
          .toAbsolutePath()
          .normalize()
          .resolveSibling("cases");

  private GatewayServer server;
  private List<UUID> slides;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
    slides = IntStream.range(0, 8).mapToObj(i -> server.slide("p0" + i + ".tif")).toList();
    server.slide(DECOMPOSED);
    for (String blank : List.of("white0.tif", "white1.tif")) {
      server
          .jdbc()
          .sql("UPDATE slide SET tissue_fraction = 0 WHERE id = :slide")
          .param("slide", server.slide(blank))
          .update();
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stray-quotes.csv | 8 | 3 | line 4, are read as text",
        "semicolons.csv   | 8 | 2 | separated by semicolons",
        "tabs.csv         | 8 | 2 | separated by tabs",
        "sep.csv          | 8 | 2 | ``",
        "cr.csv           | 8 | 2 | ``",
        "utf16.csv        | 8 | 2 | Read as UTF-16LE",
        "empty-rows.csv   | 8 | 2 | ``",
        "stems.csv        | 8 | 2 | p00 for p00.tif",
        "nfc.csv          | 8 | 2 | ``",
        "labels-na.csv    | 8 | 4 | the label NA is a class",
        "labels-na.csv    | 8 | 4 | Lines 5 and 9: the label nan",
        "labels-case.csv  | 8 | 4 | Tumour and tumour are different labels, though",
        "folds-from-1.csv | 8 | 2 | 1 became 0, 2 became 1, 3 became 2, 4 became 3",
        "folds-as-floats.csv | 8 | 2 | decimal point in 8 rows",
        "lost-class.csv   | 10 | 3 | No slide of class mucinous has tissue (white0.tif,"
            + " white1.tif)",
        "lost-fold.csv    | 10 | 2 | No slide of fold 1 has tissue (white0.tif, white1.tif)",
        "one-class-folds.csv | 8 | 2 | `Fold 0 has slides of one class alone, tumour`",
      })
  void isReadAndSaid(String file, int slides, int classes, String warning) throws Exception {
    Cohort cohort = made(post(file + UUID.randomUUID(), "text/csv", bytes(file)));

    assertThat(cohort.getSlideCount()).isEqualTo(slides);
    assertThat(cohort.getClasses()).hasSize(classes);
    assertThat(String.join("\n", cohort.getWarnings())).contains(warning);
    if (warning.isEmpty()) {
      assertThat(cohort.getWarnings()).isEmpty();
    }
    assertThat(new CohortsApi(server.client()).getCohort(cohort.getId())).isEqualTo(cohort);
  }

  @ParameterizedTest
  @CsvSource({
    "latin1.csv, Line 2 is not UTF-8",
    "nul.csv, Line 5: the patient has the control character U+0000",
    "long-label.csv, Line 3: the label xxx",
  })
  void isRefusedByItsLine(String file, String why) throws Exception {
    HttpResponse<String> refused = post(file, "text/csv", bytes(file));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("/problems/invalid-request", why);
  }

  @Test
  void theDeclaredEncodingKeepsPatientsApart() throws Exception {
    Cohort cohort = made(post("declared", "text/csv; charset=windows-1252", bytes("latin1.csv")));

    assertThat(cohort.getPatientCount()).isEqualTo(4);
    assertThat(post("odd", "text/csv; charset=klingon", bytes("latin1.csv")).statusCode())
        .isBetween(400, 422);
  }

  @Test
  void aNameThatIsComposedOtherwiseNamesItsSlide() throws Exception {
    Cohort cohort = made(post("composed", "text/csv", table("kÖhler 13.TIF,P8,a\np00.tif,P0,b\n")));

    assertThat(cohort.getWarnings()).singleElement().asString().contains("in another case");
    HttpResponse<String> wrong =
        post("near", "text/csv", table("p00.tif,P0,b\nKohler 13.tif,P8,a\nzebra.svs,P9,a\n"));
    assertThat(wrong.body()).contains("Lines 3 and 4").contains("by Kohler 13.tif");
    assertThat(Normalizer.normalize(wrong.body(), Normalizer.Form.NFC))
        .contains("Did you mean Köhler 13.tif");
  }

  @Test
  void aStemThatTwoSlidesHaveIsRefused() throws Exception {
    server.slide("twin.svs");
    server.slide("twin.ome.tif");
    server.slide("Twin.tif");

    HttpResponse<String> refused = post("twin", "text/csv", table("twin,P0,b\np00.tif,P1,a\n"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("Line 2 names twin, as 3 slides");
    assertThat(made(post("one twin", "text/csv", table("TWIN.SVS,P0,b\np00.tif,P1,a\n"))))
        .isNotNull();
  }

  @Test
  void stampsSlidesAreNamedByTheirFiles() throws Exception {
    byte[] table =
        "PATIENT;FILENAME;isMSIH\nP0;tcga/p00.h5;MSIH\nP1;p01.svs.h5;nonMSIH\n"
            .replace("p01.svs", "p01.tif")
            .getBytes(StandardCharsets.UTF_8);

    Cohort cohort = made(post("stamp", "text/csv", table));

    assertThat(new CohortsApi(server.client()).listCohortSlides(cohort.getId(), 9, null).getItems())
        .extracting(CohortSlide::getSlideId)
        .containsExactly(slides.get(0), slides.get(1));
    assertThat(String.join("\n", cohort.getWarnings()))
        .contains("separated by semicolons", "isMSIH is read as the label", "p00.h5 for p00.tif");
  }

  @ParameterizedTest
  @CsvSource({
    "lost-class.csv, class-without-features, No slide of class mucinous has a tile",
    "lost-fold.csv, fold-without-features, No slide of fold 1 has a tile"
  })
  void aTrainingThatLosesAPartIsRefusedBeforeAllExtraction(String file, String type, String why)
      throws Exception {
    Cohort cohort = made(post("trained " + file, "text/csv", bytes(file)));
    MilTrainingRequest request =
        new MilTrainingRequest().name("n").cohortId(cohort.getId()).modelId(server.model());
    JobsApi jobs = new JobsApi(server.client());

    ApiException refused =
        catchThrowableOfType(ApiException.class, () -> jobs.submitMilTraining(request, null));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody())
        .contains("/problems/" + type, why, "white0.tif", "white1.tif", "/cohortId");
    // Tiles without tissue are asked for, or smaller pieces of it: there may be some.
    request.tiling(new TilingSpec().minTissue(0.0));
    assertThat(jobs.submitMilTraining(request, null).getId()).isNotNull();
    request.tiling(new TilingSpec().minTissueAreaMicrometres2(100.0));
    assertThat(jobs.submitMilTraining(request, null).getId()).isNotNull();
  }

  @Test
  void jsonHasTheRulesOfTables() throws Exception {
    String body =
        """
        {"name": "%%s", "slides": [
          {"slideId": "%s", "patient": "P0", "label": "tumour ", "fold": 1},
          {"slideId": "%s", "patient": "P1", "label": "NA", "fold": 3}]}
        """
            .formatted(slides.get(0), slides.get(1));

    Cohort cohort = made(json(body.formatted("json rules")));

    assertThat(cohort.getClasses()).extracting("label").containsExactly("NA", "tumour");
    assertThat(String.join("\n", cohort.getWarnings()))
        .contains("Row 2: the label NA", "1 became 0, 3 became 1", "Blanks at the ends of 1");
    for (String wrong : List.of(" ", "P\\n0")) {
      HttpResponse<String> refused = json(body.formatted("json wrong").replace("P0", wrong));
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("Row 1: the patient", "/slides/0/patient");
    }
    HttpResponse<String> nul = json(body.formatted("json wrong").replace("P0", "P\\u00000"));
    assertThat(nul.statusCode()).isEqualTo(400);
    assertThat(nul.body()).contains("/slides/0/patient");
    assertThat(json(body.formatted(" \\u0000")).body()).contains("\"pointer\":\"/name\"");
  }

  private HttpResponse<String> json(String body) throws Exception {
    return server.send(
        server
            .request("/v1/cohorts")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> post(String name, String type, byte[] table) throws Exception {
    return server.send(
        server
            .request("/v1/cohorts?name=" + name.replace(" ", "%20"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(table)));
  }

  private Cohort made(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return server.client().getObjectMapper().readValue(answer.body(), Cohort.class);
  }

  private static byte[] table(String rows) {
    return ("slide,patient,label\n" + rows).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String file) throws Exception {
    assumeThat(CASES).as("the shared cases").exists();
    return Files.readAllBytes(CASES.resolve(file));
  }
}
