// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortPage;
import org.contextile.api.model.CohortRequest;
import org.contextile.api.model.CohortSlide;
import org.contextile.client.ApiException;
import org.contextile.client.CohortsApi;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CohortIT {
  private GatewayServer server;
  private CohortsApi api;
  private List<UUID> slides;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
    api = new CohortsApi(server.client());
    slides = server.slides(4);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aCohortIsMadeFromJsonAndCounted() throws Exception {
    Cohort cohort = api.createCohortWithJson(request("json", "a", "b", "a", "b"), null, null);

    Cohort found = api.getCohort(cohort.getId());

    assertThat(found).isEqualTo(cohort);
    assertThat(found.getSlideCount()).isEqualTo(4);
    assertThat(found.getPatientCount()).isEqualTo(4);
    assertThat(found.getClasses()).extracting("label").containsExactly("a", "b");
    assertThat(found.getClasses()).extracting("slideCount").containsExactly(2, 2);
  }

  @Test
  void aCohortGoesOutAsCsvAndComesBackTheSame() throws Exception {
    String csv =
        """
        label,slide,patient,fold,remark
        "large, cell",slide-0.svs,p1,0,x
        normal,%s,p2,1,
        normal,slide-2.svs,p1,0,
        """
            .formatted(slides.get(1));
    Cohort first = withCsv(csv, "first-csv");

    String out = Files.readString(api.getCohortCsv(first.getId()).toPath());
    Cohort second = withCsv(out, "second-csv");

    assertThat(out.lines().toList())
        .startsWith(
            "slide,name,patient,label,fold",
            slides.getFirst() + ",slide-0.svs,p1,\"large, cell\",0");
    assertThat(second.getClasses()).isEqualTo(first.getClasses());
    assertThat(second.getFoldCount()).isEqualTo(2);
    assertThat(api.listCohortSlides(second.getId(), 100, null))
        .isEqualTo(api.listCohortSlides(first.getId(), 100, null));
  }

  @Test
  void tenThousandRowsAreReadWithoutAQueryEach() throws Exception {
    server
        .jdbc()
        .sql(
            """
            INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                               mpp_source, openslide_version)
            SELECT workspace, 'many-' || i || '.svs', artifact_digest, vendor, width_px, height_px, levels, mpp_x,
                   mpp_y, mpp_source, openslide_version
            FROM slide, generate_series(1, 10000) AS i WHERE id = :like
            """)
        .param("like", slides.getFirst())
        .update();
    String csv =
        IntStream.rangeClosed(1, 10_000)
            .mapToObj(i -> "many-%d.svs,p%d,%s".formatted(i, i / 2, i % 3 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "slide,patient,label\n", "\n"));

    long before = System.nanoTime();
    Cohort cohort = withCsv(csv, "many");
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(cohort.getSlideCount()).isEqualTo(10_000);
    assertThat(cohort.getPatientCount()).isEqualTo(5_001);
    assertThat(api.listCohortSlides(cohort.getId(), 3, null).getItems())
        .extracting(CohortSlide::getPatient)
        .containsExactly("p0", "p1", "p1");
    System.out.println("A cohort of 10,000 rows took " + took);
    assertThat(took).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void unknownSlidesAreNamedByTheirLines() throws Exception {
    HttpResponse<String> refused =
        post(
            "slide,patient,label\nslide-0.svs,p,a\nnot-there.svs,q,b\nslide_1.svs,r,b\n",
            "unknown");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("/problems/unknown-slide", "Lines 3 and 4", "/slides/1/slideId", "traceId")
        .contains("Did you mean slide-1.svs by slide_1.svs?");
  }

  @Test
  void slidesOfAnotherWorkspaceAreUnknown() {
    CohortsApi other = new CohortsApi(server.client(GatewayServer.OTHER_KEY));

    ApiException refused =
        refusal(
            () -> other.createCohortWithJson(request("theirs", "a", "b", "a", "b"), null, null));

    assertThat(refused.getResponseBody()).contains("/problems/unknown-slide");
  }

  @Test
  void oneClassIsRefused() {
    ApiException refused =
        refusal(() -> api.createCohortWithJson(request("one", "a", "a", "a", "a"), null, null));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("/problems/cohort-with-one-class");
  }

  @Test
  void aNameIsTakenOnce() throws Exception {
    api.createCohortWithJson(request("taken", "a", "b", "a", "b"), null, null);

    ApiException refused =
        refusal(() -> api.createCohortWithJson(request("taken", "a", "b", "a", "b"), null, null));

    assertThat(refused.getCode()).isEqualTo(409);
    assertThat(refused.getResponseBody()).contains("/problems/name-taken");
  }

  @Test
  void aMissingFieldIsPointedAt() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/v1/cohorts")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\": \"x\", \"slides\": []}")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.body()).contains("\"pointer\":\"/slides\"");
  }

  @Test
  void listsPageNewestFirst() throws Exception {
    for (int i = 0; i < 5; i++) {
      api.createCohortWithJson(request("page " + i, "a", "b", "a", "b"), null, null);
    }

    List<String> names = new ArrayList<>();
    CohortPage page = api.listCohorts(2, null);
    page.getItems().forEach(cohort -> names.add(cohort.getName()));
    while (page.getNextPageToken() != null) {
      page = api.listCohorts(2, page.getNextPageToken());
      page.getItems().forEach(cohort -> names.add(cohort.getName()));
    }

    assertThat(names).startsWith("page 4", "page 3", "page 2", "page 1", "page 0");
    assertThat(names).doesNotHaveDuplicates();
    assertThat(refusal(() -> api.listCohorts(2, "nonsense")).getCode()).isEqualTo(400);
    assertThat(refusal(() -> api.listCohorts(0, null)).getCode()).isEqualTo(400);
  }

  @Test
  void rowsPageInTheirOrder() throws Exception {
    Cohort cohort = api.createCohortWithJson(request("rows", "a", "b", "a", "b"), null, null);

    var first = api.listCohortSlides(cohort.getId(), 3, null);
    var second = api.listCohortSlides(cohort.getId(), 3, first.getNextPageToken());

    assertThat(first.getItems())
        .extracting(CohortSlide::getSlideId)
        .isEqualTo(slides.subList(0, 3));
    assertThat(second.getItems())
        .extracting(CohortSlide::getSlideId)
        .containsExactly(slides.get(3));
    assertThat(second.getNextPageToken()).isNull();
  }

  private Cohort withCsv(String csv, String name) throws Exception {
    HttpResponse<String> answer = post(csv, name);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return server.client().getObjectMapper().readValue(answer.body(), Cohort.class);
  }

  private HttpResponse<String> post(String csv, String name) throws Exception {
    return server.send(
        server
            .request("/v1/cohorts?name=" + name)
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(csv)));
  }

  private CohortRequest request(String name, String... labels) {
    return new CohortRequest(
        name,
        IntStream.range(0, labels.length)
            .mapToObj(i -> new CohortSlide(slides.get(i), "p" + i, labels[i]))
            .toList());
  }

  private static ApiException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(ApiException.class, call);
  }
}
