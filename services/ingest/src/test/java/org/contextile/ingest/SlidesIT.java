// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.Slide;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SlidesIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void servesADeepZoomPyramid() throws Exception {
    Slide slide = service.synthetic(1);
    String base = "/v1/slides/" + slide.getId() + "/deepzoom";

    var descriptor = service.get(base + ".dzi");
    assertThat(new String(descriptor.body(), StandardCharsets.UTF_8)).contains("Width=\"1024\"");
    var tile = service.get(base + "_files/10/1_1.jpeg");
    assertThat(tile.statusCode()).isEqualTo(200);
    assertThat(tile.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(tile.headers().firstValue("Cache-Control").orElseThrow())
        .contains("max-age=604800", "private", "immutable");
    String tag = tile.headers().firstValue("ETag").orElseThrow();
    var again =
        http.send(
            HttpRequest.newBuilder(URI.create(running.address() + base + "_files/10/1_1.jpeg"))
                .header("If-None-Match", tag)
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(service.get(base + "_files/10/9_0.jpeg").statusCode()).isEqualTo(404);
    assertThat(service.get(base + "_files/11/0_0.jpeg").statusCode()).isEqualTo(404);
  }

  @Test
  void listsSlidesNewestFirstAndByName() throws Exception {
    Slide older = service.synthetic(3);
    Slide newer = service.synthetic(4);

    var first = service.slides().listSlides(null, null, 1, null);
    assertThat(first.getItems()).extracting(Slide::getId).containsExactly(newer.getId());
    var second = service.slides().listSlides(null, null, 1, first.getNextPageToken());
    assertThat(second.getItems()).extracting(Slide::getId).containsExactly(older.getId());
    assertThat(service.slides().listSlides(null, older.getName(), 50, null).getItems())
        .extracting(Slide::getId)
        .containsExactly(older.getId());
  }

  @Test
  void doesNotKnowSlidesThatAreNotThere() throws Exception {
    String slide = "/v1/slides/" + UUID.randomUUID();
    for (String path :
        List.of("", "/thumbnail.jpeg", "/tissue-mask.png", "/deepzoom.dzi", "/tilings")) {
      assertThat(service.get(slide + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void isHealthy() throws Exception {
    assertThat(service.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }
}
