// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.contextile.db.testing.WorkspaceRows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What users have is deleted, on the platform as it runs. */
class UpkeepIT extends UpkeepRequests {
  private static final String OURS = UpkeepServer.OURS;
  private static final String THEIRS = "theirs";

  /** A job that waits until the end of time. */
  private static final String LATER = "2100-01-01T00:00:00Z";

  @Test
  void aDeletedSlideIsServedNowhereAnyMore() throws Exception {
    String slide = "/v1/slides/" + rows.id("slide");
    String tile = slide + "/deepzoom_files/0/0_0.jpeg";
    // Made by reading the whole slide, for which a busy machine may take its time.
    await().until(() -> get(tile).statusCode() == 200);

    HttpResponse<String> refused = delete(slide);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
    JsonNode problem = JsonMapper.shared().readTree(refused.body());
    assertThat(problem.get("type").asString()).isEqualTo("/problems/in-use");
    assertThat(problem.get("dependants").valueStream().map(it -> it.get("type").asString()))
        .containsExactly("cohort", "split", "feature-set", "classifier", "prediction");
    assertThat(problem.at("/dependants/0/ids/0").asString())
        .isEqualTo(rows.id("cohort").toString());
    assertThat(get(tile).statusCode()).isEqualTo(200);

    assertThat(delete(slide + "?cascade=true").statusCode()).isEqualTo(204);

    for (String gone : List.of(slide, tile, slide + "/deepzoom.dzi", slide + "/thumbnail.jpeg")) {
      assertThat(get(gone).statusCode()).as(gone).isEqualTo(404);
    }
    assertThat(get("/v1/cohorts/" + rows.id("cohort")).statusCode()).isEqualTo(404);
    assertThat(get("/v1/predictions/" + rows.id("prediction")).statusCode()).isEqualTo(404);
    assertThat(get("/v1/models/" + rows.id("model")).statusCode()).isEqualTo(200);
    assertThat(delete(slide + "?cascade=true").statusCode()).isEqualTo(404);
  }

  @Test
  void bytesGoWithTheLastThatRefersToThem() throws Exception {
    Path bytes = service.artifacts().resolve(digest.substring(0, 2)).resolve(digest.substring(2));
    assertThat(bytes).exists();
    service.jdbc().sql("DELETE FROM browser_session").update();
    WorkspaceRows theirs = WorkspaceRows.insert(service.jdbc(), THEIRS, digest);

    removeAll(rows);
    Thread.sleep(Duration.ofSeconds(1));
    assertThat(bytes).as("another workspace has the same bytes").exists();

    service
        .jdbc()
        .sql(
            """
            DELETE FROM prediction WHERE workspace = :theirs;
            DELETE FROM classifier WHERE workspace = :theirs;
            DELETE FROM feature_set WHERE workspace = :theirs;
            DELETE FROM model WHERE workspace = :theirs;
            DELETE FROM split WHERE workspace = :theirs;
            DELETE FROM cohort WHERE workspace = :theirs;
            DELETE FROM slide WHERE workspace = :theirs;
            DELETE FROM upload WHERE workspace = :theirs;
            DELETE FROM job_input WHERE digest = :digest
            """)
        .param("theirs", THEIRS)
        .param("digest", digest)
        .update();
    assertThat(theirs.ids()).isNotEmpty();
    service.jdbc().sql("DELETE FROM upload WHERE workspace = :ours").param("ours", OURS).update();
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.notExists(bytes));
  }

  private void removeAll(WorkspaceRows of) throws Exception {
    assertThat(delete("/v1/models/" + of.id("model") + "?cascade=true").statusCode())
        .isEqualTo(204);
    assertThat(delete("/v1/slides/" + of.id("slide") + "?cascade=true").statusCode())
        .isEqualTo(204);
  }

  @Test
  void leavesGoFirst() throws Exception {
    String cohort = "/v1/cohorts/" + rows.id("cohort");
    for (String leaf :
        List.of(
            "/v1/predictions/" + rows.id("prediction"),
            "/v1/feature-sets/" + rows.id("feature_set"),
            "/v1/classifiers/" + rows.id("classifier"),
            cohort + "/splits/" + rows.id("split"),
            cohort,
            "/v1/models/" + rows.id("model"),
            "/v1/slides/" + rows.id("slide"))) {
      assertThat(delete(leaf).statusCode()).as(leaf).isEqualTo(204);
      assertThat(delete(leaf).statusCode()).as(leaf).isEqualTo(404);
      assertThat(get(leaf).statusCode()).as(leaf).isEqualTo(404);
    }
  }

  @Test
  void aJobThatWaitsIsNamedAndNotCancelled() throws Exception {
    UUID job = extraction(rows.id("model"));

    HttpResponse<String> refused = delete("/v1/models/" + rows.id("model") + "?cascade=true");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"job\"", job.toString());
    assertThat(json("/v1/jobs/" + job).get("state").asString()).isEqualTo("QUEUED");
    assertThat(send("POST", "/v1/jobs/" + job + "/cancel", null, null).statusCode()).isEqualTo(202);
    assertThat(delete("/v1/models/" + rows.id("model") + "?cascade=true").statusCode())
        .isEqualTo(204);
    assertThat(json("/v1/jobs/" + job).at("/request/modelIds/0").asString())
        .isEqualTo(rows.id("model").toString());
  }

  @Test
  void aJobOverADeletedThingIsRefusedEvenWhereAnotherJobHadMadeIt() throws Exception {
    UUID made =
        service
            .jdbc()
            .sql(
                """
                WITH maker AS (
                  INSERT INTO job (workspace, kind, state, max_attempts, request, finished_at)
                  VALUES ('ours', 'fine-tuning', 'SUCCEEDED', 3, '{}', now()) RETURNING id)
                INSERT INTO job_output (workspace, job_id, type) SELECT 'ours', id, 'model' FROM maker
                RETURNING job_id
                """)
            .query(UUID.class)
            .single();
    service
        .jdbc()
        .sql(
            """
            UPDATE model SET id = (SELECT id FROM job_output WHERE job_id = :made) WHERE id IN (
              SELECT id FROM model WHERE workspace = 'ours' AND id = :model)
            """)
        .param("made", made)
        .param("model", orphanModel())
        .update();
    String model = json("/v1/jobs/" + made).at("/outputs/0/id").asString();

    assertThat(delete("/v1/models/" + model).statusCode()).isEqualTo(204);

    HttpResponse<String> refused = submit(UUID.fromString(model));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    assertThat(refused.body()).contains("/problems/unknown-model");
    assertThat(json("/v1/jobs/" + made).at("/outputs/0/deleted").asBoolean()).isTrue();
  }

  /** A model on which nothing hangs. */
  private UUID orphanModel() {
    return service
        .jdbc()
        .sql(
            """
            INSERT INTO model (workspace, name, origin, architecture, artifact_digest, feature_dim, input_size_px,
                               pixel_input, mean, std, parameters)
            SELECT workspace, 'orphan', origin, architecture, artifact_digest, feature_dim, input_size_px, pixel_input,
                   mean, std, parameters
            FROM model WHERE id = :model RETURNING id
            """)
        .params(rows.ids())
        .query(UUID.class)
        .single();
  }

  @Test
  void aJobAndADeletionThatMeetEndInOneOfTwoWays() throws Exception {
    for (int round = 0; round < 12; round++) {
      UUID model = orphanModel();
      CompletableFuture<HttpResponse<String>> deletion =
          CompletableFuture.supplyAsync(() -> unchecked("DELETE", "/v1/models/" + model));
      CompletableFuture<HttpResponse<String>> submission =
          CompletableFuture.supplyAsync(() -> submit(model));

      List<Integer> both = List.of(deletion.get().statusCode(), submission.get().statusCode());
      assertThat(both).isIn(List.of(204, 422), List.of(409, 202));
    }
  }

  @Test
  void aTunedModelKeepsOnItsCardWhatItWasMadeOf() throws Exception {
    UUID tuned = orphanModel();
    service
        .jdbc()
        .sql(
            """
            UPDATE model SET origin = 'FINE_TUNED', student_id = :model, teacher_id = :model WHERE id = :tuned;
            UPDATE model SET card = '{"source": {"licence": "cc-by-4.0"}}' WHERE id = :model
            """)
        .params(rows.ids())
        .param("tuned", tuned)
        .update();
    JsonNode before = json("/v1/models/" + tuned + "/card");

    assertThat(delete("/v1/models/" + rows.id("model") + "?cascade=true").statusCode())
        .isEqualTo(204);

    JsonNode after = json("/v1/models/" + tuned + "/card");
    for (String fact : List.of("id", "name", "digest", "architecture")) {
      assertThat(after.at("/lineage/student/" + fact))
          .isEqualTo(before.at("/lineage/student/" + fact));
    }
    assertThat(after.at("/lineage/student/deleted").asBoolean()).isTrue();
    assertThat(after.get("licences")).isEqualTo(before.get("licences"));
    assertThat(after.get("licences").toString()).contains("cc-by-4.0");
    assertThat(get("/v1/models/" + tuned + "/card.md").body()).contains("theirs");
  }

  @Test
  void aRepeatOfTheRequestThatMadeACohortIsToldThatItIsGone() throws Exception {
    String body =
        """
        {"name": "repeated", "slides": [
          {"slideId": "%s", "patient": "p", "label": "a"}, {"slideId": "%s", "patient": "q", "label": "b"}]}
        """
            .formatted(rows.id("slide"), otherSlide());
    HttpResponse<String> made = keyed("/v1/cohorts", body);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(delete(made.headers().firstValue("Location").orElseThrow()).statusCode())
        .isEqualTo(204);

    assertThat(keyed("/v1/cohorts", body).statusCode()).isEqualTo(404);
  }

  private UUID otherSlide() {
    return service
        .jdbc()
        .sql(
            """
            INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                               mpp_source, openslide_version)
            SELECT workspace, 'other.svs', artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                   mpp_source, openslide_version
            FROM slide WHERE id = :slide RETURNING id
            """)
        .params(rows.ids())
        .query(UUID.class)
        .single();
  }

  @Test
  void whoMayOnlyReadChangesNothing() throws Exception {
    String slide = "/v1/slides/" + rows.id("slide");

    assertThat(
            send("DELETE", slide + "?cascade=true", null, null, UpkeepServer.READER_KEY)
                .statusCode())
        .isEqualTo(403);
    assertThat(send("PATCH", slide, "{}", PATCH, UpkeepServer.READER_KEY).statusCode())
        .isEqualTo(403);
    assertThat(get(slide).statusCode()).isEqualTo(200);
  }

  private UUID extraction(UUID model) throws Exception {
    HttpResponse<String> accepted = submit(model);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return UUID.fromString(JsonMapper.shared().readTree(accepted.body()).get("id").asString());
  }

  private HttpResponse<String> submit(UUID model) {
    return unchecked(
        "POST",
        "/v1/jobs/feature-extraction",
        """
        {"modelIds": ["%s"], "slideIds": ["%s"], "tiling": {"tileSizePx": 224, "mpp": 0.5}, "runAfter": "%s"}
        """
            .formatted(model, rows.id("slide"), LATER));
  }

  private HttpResponse<String> unchecked(String method, String path) {
    return unchecked(method, path, null);
  }

  private HttpResponse<String> unchecked(String method, String path, @Nullable String body) {
    try {
      return send(method, path, body, "application/json");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> keyed(String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(service.address() + path))
            .header("Authorization", "Bearer " + UpkeepServer.OUR_KEY)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "made-and-deleted")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
