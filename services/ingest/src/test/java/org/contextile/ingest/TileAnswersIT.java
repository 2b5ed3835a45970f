// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.Slide;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.TableLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tiles that are answered before the controller is reached are answered as it would. */
final class TileAnswersIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void whatIsOutOfTheOrdinaryIsAnsweredAlike() throws Exception {
    Slide slide = service.synthetic(31);
    for (String tile : tiles(slide)) {
      byte[] plain = service.get(tile).body();

      assertThat(service.get(tile + "?again=1").statusCode()).as(tile).isEqualTo(400);
      assertThat(sendTornForm(tile).statusCode()).as(tile).isEqualTo(400);
      var head = send(tile, "HEAD", "Accept", "*/*");
      assertThat(head.headers().firstValue("Content-Length")).contains("" + plain.length);
      assertThat(head.body()).isEmpty();
      var part = send(tile, "GET", "Range", "bytes=2-9");
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(plain, 2, 10));
    }
  }

  @Test
  void whatABrowserHasIsNotSentAgain() throws Exception {
    Slide slide = service.synthetic(31);
    for (String tile : tiles(slide)) {
      String tag = service.get(tile).headers().firstValue("ETag").orElseThrow();

      var again = send(tile, "GET", "If-None-Match", "\"other\", " + tag);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
      assertThat(send(tile, "GET", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatIsNotThereIsAProblemWithATrace() throws Exception {
    Slide slide = service.synthetic(31);
    List<String> paths =
        List.of(
            "/v1/slides/" + slide.getId() + "/tiles/9/0_0.jpeg",
            "/v1/slides/" + slide.getId() + "/deepzoom_files/99/0_0.jpeg",
            "/v1/slides/" + slide.getId() + "/tiles/0/999999999_0.jpeg",
            "/v1/slides/" + UUID.randomUUID() + "/tiles/0/0_0.jpeg");
    for (String path : paths) {
      var answer = service.get(path);

      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      String trace = answer.headers().firstValue("X-Trace-Id").orElseThrow();
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .contains("/problems/not-found", trace);
      assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
          .as("a viewer may ask for it again")
          .doesNotContain("immutable");
    }
  }

  @Test
  void aSlideThatIsDeletedIsShownNoMore() throws Exception {
    Slide slide = service.synthetic(32);
    for (String tile : tiles(slide)) {
      assertThat(service.get(tile).statusCode()).isEqualTo(200);
    }

    service.slides().deleteSlide(slide.getId(), true);

    for (String tile : tiles(slide)) {
      assertThat(service.get(tile).statusCode()).as(tile).isEqualTo(404);
    }
  }

  @Test
  void aSlideThatAnotherProcessDeletesIsShownForASecondAtMost() throws Exception {
    Slide slide = service.synthetic(33);
    String tile = tiles(slide).getFirst();
    assertThat(service.get(tile).statusCode()).isEqualTo(200);

    running.jdbc().sql("DELETE FROM tiling WHERE slide_id = ?").param(slide.getId()).update();
    running.jdbc().sql("DELETE FROM slide WHERE id = ?").param(slide.getId()).update();

    await()
        .atMost(Duration.ofMillis(1500))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(service.get(tile).statusCode()).isEqualTo(404));
  }

  /** Long before its patience ends, and though the tile cannot be made. */
  @Test
  void nobodyIsWaitedForWhoHasGoneAway() throws Exception {
    Slide slide = service.synthetic(34);
    String base = "/v1/slides/" + slide.getId();
    URI address = URI.create(running.address());
    var viewer = new Socket(address.getHost(), address.getPort());
    try {
      double refused = refused();
      // The slide's row is known for a second, in which its file cannot be opened.
      assertThat(service.get(base + "/deepzoom.dzi").statusCode()).isEqualTo(200);
      try (TableLock _ = TableLock.holdAgainstReads(running.database(), "slide")) {
        viewer
            .getOutputStream()
            .write(
                "GET %s/deepzoom_files/10/1_1.jpeg HTTP/1.1\r\nHost: %s\r\n\r\n"
                    .formatted(base, address.getAuthority())
                    .getBytes(StandardCharsets.US_ASCII));
        viewer.setSoTimeout(500);
        assertThatThrownBy(() -> viewer.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        assertThat(refused()).as("as long as it is there").isEqualTo(refused);

        viewer.close();

        await()
            .atMost(Duration.ofSeconds(2))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> refused() > refused);
      }
    } finally {
      viewer.close();
    }
    assertThat(service.get(base + "/deepzoom_files/10/1_1.jpeg").statusCode()).isEqualTo(200);
  }

  /** Tiles of DeepZoom that could not be made in time, or for nobody. */
  private double refused() throws IOException, InterruptedException {
    return new String(service.get("/actuator/prometheus").body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .filter(line -> line.contains("deepzoom_files") && line.contains("status=\"503\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Not one series for each tile. */
  @Test
  void areCountedUnderTheirOperation() throws Exception {
    Slide slide = service.synthetic(31);
    for (String tile : tiles(slide)) {
      var _ = service.get(tile);
    }

    String metrics = new String(service.get("/actuator/prometheus").body(), StandardCharsets.UTF_8);

    assertThat(metrics)
        .contains(
            "uri=\"/v1/slides/{slideId}/tiles/{level}/{column}_{row}.jpeg\"",
            "uri=\"/v1/slides/{slideId}/deepzoom_files/{level}/{column}_{row}.jpeg\"")
        .doesNotContain(slide.getId().toString());
  }

  private static List<String> tiles(Slide slide) {
    String base = "/v1/slides/" + slide.getId();
    return List.of(base + "/tiles/0/0_0.jpeg", base + "/deepzoom_files/10/1_1.jpeg");
  }

  private HttpResponse<byte[]> sendTornForm(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(running.address() + path))
            .method("GET", HttpRequest.BodyPublishers.ofString("no form"))
            .header("Content-Type", "multipart/form-data")
            .build(),
        BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> send(String path, String method, String header, String value)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(running.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header(header, value)
            .build(),
        BodyHandlers.ofByteArray());
  }
}
