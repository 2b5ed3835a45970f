// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What users have is renamed and annotated, on the platform as it runs. */
class AmendmentsIT extends UpkeepRequests {
  @ParameterizedTest
  @CsvSource({
    "slides, slide, true",
    "cohorts, cohort, true",
    "models, model, true",
    "classifiers, classifier, true",
    "feature-sets, feature_set, false",
    "predictions, prediction, false",
    "cohorts/COHORT/splits, split, false"
  })
  void namesAndNotesChangeAndOnlyWhatIsSaid(String resource, String table, boolean named)
      throws Exception {
    String path =
        "/v1/%s/%s"
            .formatted(resource.replace("COHORT", rows.id("cohort").toString()), rows.id(table));
    assertThat(json(path).has("notes")).isFalse();

    assertThat(patch(path, "{\"notes\": \"Über µm\"}").get("notes").asString())
        .isEqualTo("Über µm");
    if (named) {
      JsonNode renamed = patch(path, "{\"name\": \"better\"}");
      assertThat(renamed.get("name").asString()).isEqualTo("better");
      assertThat(renamed.get("notes").asString()).isEqualTo("Über µm");
    }
    assertThat(patch(path, "{}")).isEqualTo(json(path));
    assertThat(patch(path, "{\"notes\": null}").has("notes")).isFalse();
    assertThat(json(path).has("notes")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": null}",
        "{\"name\": \"\"}",
        "{\"name\": \"  \"}",
        "{\"name\": \"a\\u0000b\"}",
        "{\"notes\": \"a\\u0000b\"}",
        "[]",
        "LONG NAME",
        "LONG NOTES"
      })
  void aTextThatIsNoneIsRefused(String body) throws Exception {
    String cohort = "/v1/cohorts/" + rows.id("cohort");
    String sent =
        switch (body) {
          case "LONG NAME" -> "{\"name\": \"%s\"}".formatted("n".repeat(201));
          case "LONG NOTES" -> "{\"notes\": \"%s\"}".formatted("n".repeat(10_001));
          default -> body;
        };

    HttpResponse<String> refused = send("PATCH", cohort, sent, PATCH);

    assertThat(refused.statusCode()).as(refused.body()).isIn(400, 422);
    assertThat(refused.body())
        .contains(body.equals("[]") ? "an object is expected" : "\"pointer\":\"/n");
    assertThat(json(cohort).get("name").asString()).isEqualTo("theirs");
    assertThat(json(cohort).has("notes")).isFalse();
  }

  @Test
  void theLongestTextsFit() throws Exception {
    JsonNode cohort =
        patch(
            "/v1/cohorts/" + rows.id("cohort"),
            "{\"name\": \"%s\", \"notes\": \"%s\"}".formatted("n".repeat(200), "ä".repeat(10_000)));

    assertThat(cohort.get("notes").asString()).hasSize(10_000);
  }

  @Test
  void aCohortsNameIsStoredAsAtItsCreation() throws Exception {
    JsonNode cohort = patch("/v1/cohorts/" + rows.id("cohort"), "{\"name\": \" Mu\u0308nchen \"}");

    assertThat(cohort.get("name").asString()).isEqualTo("M\u00fcnchen");
  }

  @Test
  void aNameThatIsTakenIsRefused() throws Exception {
    service.jdbc().sql("INSERT INTO cohort (workspace, name) VALUES ('ours', 'taken')").update();

    HttpResponse<String> refused =
        send("PATCH", "/v1/cohorts/" + rows.id("cohort"), "{\"name\": \"taken\"}", PATCH);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("/problems/name-taken", "\"/name\"");
    service.jdbc().sql("DELETE FROM cohort WHERE name = 'taken'").update();
  }

  @Test
  void aSlideKeepsTheNameOfAFile() throws Exception {
    HttpResponse<String> refused =
        send("PATCH", "/v1/slides/" + rows.id("slide"), "{\"name\": \"../b.svs\"}", PATCH);

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("/problems/unsafe-name");
  }

  @Test
  void aPatchSaysThatItIsOne() throws Exception {
    HttpResponse<String> refused =
        send("PATCH", "/v1/slides/" + rows.id("slide"), "{}", "application/json");

    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(refused.headers().firstValue("Accept-Patch")).contains(PATCH);
  }

  @Test
  void aSplitOfAnotherCohortIsNotThere() throws Exception {
    String path = "/v1/cohorts/" + UUID.randomUUID() + "/splits/" + rows.id("split");

    assertThat(delete(path + "?cascade=true").statusCode()).isEqualTo(404);
    assertThat(send("PATCH", path, "{}", PATCH).statusCode()).isEqualTo(404);
  }
}
