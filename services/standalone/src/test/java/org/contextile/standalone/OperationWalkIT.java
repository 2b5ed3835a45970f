// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.contextile.api.problem.ProblemType;
import org.contextile.jobs.testing.RawHttp;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.core.env.Environment;

/** The platform as it runs. */
class OperationWalkIT extends OperationWalk {

  OperationWalkIT() {
    super(StandaloneConfiguration.class);
  }

  @TestFactory
  Stream<DynamicTest> aMalformedRequestIsAProblemThatTellsNothingOfTheInside() {
    MalformedRequests malformed = new MalformedRequests(new RawHttp(service.address()), THEIR_KEY);
    return ours.keySet().stream()
        .map(it -> DynamicTest.dynamicTest(it.name(), () -> malformed.sendTo(it)));
  }

  @Test
  void everyDownloadServesRangesAndGoesOnWhereItBroke() throws Exception {
    Downloads downloads = new Downloads(service.address(), THEIR_KEY, service.folder());
    List<String> offered = new ArrayList<>();
    for (WalkedOperation operation : ours.keySet()) {
      if (operation.method().equals("GET")
          && !operation.path().endsWith("/events")
          && downloads.check(operation)) {
        offered.add(operation.path().replaceAll("[0-9a-f-]{36}", "ID"));
      }
    }
    assertThat(offered)
        .contains(
            "/v1/slides/ID/thumbnail.jpeg",
            "/v1/slides/ID/tissue-mask.png",
            "/v1/slides/ID/deepzoom.dzi",
            "/v1/slides/ID/deepzoom_files/0/0_0.jpeg",
            "/v1/slides/ID/tiles/0/0_0.jpeg",
            "/v1/cohorts/ID/slides.csv",
            "/v1/models/ID/weights",
            "/v1/feature-sets/ID/features.h5",
            "/v1/classifiers/ID/weights.pt",
            "/v1/predictions/ID/attention.csv",
            "/v1/predictions/ID/heatmap.png",
            "/v1/predictions/ID/heatmap.geojson");
  }

  @Test
  void textIsCompressedForWhoeverTakesItAndItsTagSaysSo() throws Exception {
    RawHttp http = new RawHttp(service.address());
    String gzip = "\nAccept-Encoding: gzip\nAuthorization: Bearer " + THEIR_KEY;
    String path =
        ours.keySet().stream()
            .map(WalkedOperation::path)
            .filter(it -> it.endsWith("/heatmap.geojson"))
            .findFirst()
            .orElseThrow();
    RawHttp.Answer contract = http.send("GET /openapi.yaml HTTP/1.1" + gzip);
    RawHttp.Answer heatmap = http.send("GET " + path + " HTTP/1.1" + gzip);

    assertThat(contract.headers()).containsEntry("content-encoding", "gzip");
    assertThat(heatmap.headers())
        .containsEntry("content-encoding", "gzip")
        .containsKey("vary")
        .doesNotContainKey("content-length");
    String tag = Objects.requireNonNull(heatmap.headers().get("etag"));
    assertThat(tag).startsWith("W/\"");
    assertThat(http.send("GET " + path + " HTTP/1.1" + gzip + "\nIf-None-Match: " + tag).status())
        .isEqualTo(304);
  }

  @Test
  void keysCloseAServerThatIsOpenWithoutThem() throws Exception {
    RawHttp http = new RawHttp(service.address());
    RawHttp.Answer answer = http.send("GET /v1/slides HTTP/1.1");

    assertThat(service.bean(Environment.class).getProperty("contextile.security.open"))
        .isEqualTo("true");
    assertThat(answer.problem()).isEqualTo(ProblemType.UNAUTHORIZED);
    RawHttp.Answer health = http.send("GET /actuator/health HTTP/1.1");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body())
        .contains("\"storage\":{\"status\":\"UP\"}")
        .doesNotContain(service.folder().toString());
  }

  @Test
  void aFormIsCheckedFieldByField() throws Exception {
    String file = part("file\"; filename=\"a.svs", "pixels");
    String name = part("name", "walked");
    refuses(
        "/v1/slides",
        file + part("mppoverride", "0.5"),
        "mppoverride",
        "Did you mean mppOverride?");
    refuses("/v1/slides", file + name + name, "name", "given 2 times");
    refuses("/v1/slides", file + part("name", "a\0b"), "name", "NUL");
    refuses("/v1/slides", file + part("mppOverride", "0"), "mppOverride", "must be greater");
    refuses("/v1/slides", file + part("mppOverride", "fine"), "mppOverride", "number");
    refuses("/v1/slides", file + part("mppOverride", ""), "mppOverride", "empty");
    refuses(
        "/v1/slides",
        file + part("mppOverride\"; filename=\"mpp.txt", "0.5"),
        "mppOverride",
        "number");
    refuses("/v1/slides", part("file", "pixels"), "file", "came as text");
    refuses("/v1/slides", name, "file", "missing");
    refuses("/v1/models", file + part("name\"; filename=\"n", "\0"), "name", "NUL");
    refuses("/v1/models", file, "name", "missing");
    RawHttp.Answer tiling =
        form("/v1/slides", file + part("tiling\"; filename=\"t.json", "{\"mp\":1}"));
    assertThat(tiling.problem()).isEqualTo(ProblemType.INVALID_REQUEST);
    assertThat(tiling.body()).contains("\"pointer\":\"/tiling/mp\"", "Did you mean mpp?");
    RawHttp.Answer config =
        form("/v1/models", file + name + part("config\"; filename=\"config.json", "{}"));
    assertThat(config.problem())
        .as(config.body())
        .isIn(ProblemType.INCOMPATIBLE_MODEL, ProblemType.UNREADABLE_MODEL);
  }

  private void refuses(String path, String parts, String field, String why) throws Exception {
    RawHttp.Answer answer = form(path, parts);
    assertThat(answer.problem()).as(answer.body()).isEqualTo(ProblemType.BAD_REQUEST);
    assertThat(answer.body()).contains("\"pointer\":\"/" + field + "\"", why);
  }

  private RawHttp.Answer form(String path, String parts) throws Exception {
    return new RawHttp(service.address())
        .send(
            "POST " + path + " HTTP/1.1\nAuthorization: Bearer " + THEIR_KEY,
            "multipart/form-data; boundary=x",
            parts + "--x--\r\n");
  }

  private static String part(String name, String content) {
    return "--x\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(name, content);
  }

  @Test
  void aWrongValueIsToldWhichThereAre() throws Exception {
    RawHttp http = new RawHttp(service.address());
    String key = " HTTP/1.1\nAuthorization: Bearer " + THEIR_KEY;
    RawHttp.Answer state = http.send("GET /v1/jobs?state=FAILED,LOST" + key);
    assertThat(state.problem()).isEqualTo(ProblemType.BAD_REQUEST);
    assertThat(state.body()).contains("\"pointer\":\"/state\"", "BLOCKED, QUEUED", "CANCELLED");
    RawHttp.Answer kind =
        http.send(
            "POST /v1/jobs/mil-training" + key,
            "application/json",
            "{\"protocol\":{},\"algorithm\":\"gated\"}");
    assertThat(kind.problem()).isEqualTo(ProblemType.BAD_REQUEST);
    assertThat(kind.body()).contains("\"pointer\":\"/algorithm\"", "one of ");
    RawHttp.Answer form =
        http.send("POST /v1/models" + key, "application/json", "{\"name\":\"x\"}");
    assertThat(form.body()).contains("architecture", "source", "afterBlock");
  }

  @Test
  void aBodyThatStopsOnItsWayIsTheClientsMistake() throws Exception {
    String head =
        "POST /v1/slides HTTP/1.1\nAuthorization: Bearer " + THEIR_KEY + "\nContent-Length: 100";
    RawHttp http = new RawHttp(service.address());
    for (String more :
        List.of(
            "\nContent-Type: application/json",
            "\nContent-Type: application/json\nIdempotency-Key: slow",
            "\nContent-Type: multipart/form-data; boundary=a")) {
      RawHttp.Answer answer =
          http.send(head + more, "--a\r\n".getBytes(StandardCharsets.US_ASCII), 20_000);

      assertThat(answer.problem()).as(more).isEqualTo(ProblemType.REQUEST_TIMEOUT);
    }
  }

  @Override
  void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isIn(404, 422);
  }
}
