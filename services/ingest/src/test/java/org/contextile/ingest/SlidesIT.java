// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.contextile.api.model.Slide;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.contextile.library.wsi.tiff.TiffBuilder;
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
  void makesTheCoarseLevelsOfAFlatSlideAtIngest() throws Exception {
    Path file = FlatTiff.write(service.root().resolve("flat.tiff"), 4096, 0.5);
    Slide slide = service.slideOf(service.importFrom(file.toUri().toString()));

    String stored =
        running
            .jdbc()
            .sql("SELECT coarse_levels_digest FROM slide WHERE id = :id")
            .param("id", slide.getId())
            .query(String.class)
            .single();
    assertThat(service.storedFiles())
        .anySatisfy(it -> assertThat(it.toString()).contains(stored.substring(4)));
    String base = "/v1/slides/" + slide.getId();
    for (int level = 0; level <= 12; level++) {
      var tile = service.get(base + "/deepzoom_files/" + level + "/0_0.jpeg");
      assertThat(tile.statusCode()).isEqualTo(200);
      var picture = ImageIO.read(new ByteArrayInputStream(tile.body()));
      assertThat(picture.getWidth()).isEqualTo(Math.min(1 << level, 255));
      int grey = picture.getRGB(0, 0) & 0xff;
      // Stripes of 128 px of level 0, their mean once a pixel holds two of them.
      assertThat(grey)
          .isBetween(level < 5 ? 120 : FlatTiff.DARK - 4, level < 5 ? 135 : FlatTiff.DARK + 4);
    }
    var thumbnail = ImageIO.read(service.slides().getSlideThumbnail(slide.getId(), null));
    assertThat(thumbnail.getWidth()).isEqualTo(1024);
  }

  @Test
  void saysThatLevelsInSubIfdsAreNotReadAndMakesItsOwn() throws Exception {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    var page = tiff.rgb(1024, 768, (x, y) -> 0xf0d0e0 + (x ^ y) % 16);
    page.subPage().rgb(512, 384, (x, y) -> 0x102030);
    page.subPage().rgb(256, 192, (x, y) -> 0x102030);
    Path file = tiff.write(service.root().resolve("subifds.tif"));

    Slide slide = service.slideOf(service.importFrom(file.toUri().toString()));

    assertThat(slide.getLevels()).hasSize(1);
    assertThat(slide.getWarnings())
        .anySatisfy(it -> assertThat(it).contains("SubIFDs", "2 of them", "512 × 384"));
    var tile = service.get("/v1/slides/" + slide.getId() + "/deepzoom_files/8/0_0.jpeg");
    assertThat(ImageIO.read(new ByteArrayInputStream(tile.body())).getRGB(50, 50) >> 16 & 0xff)
        .isBetween(0xe0, 0xff);
  }

  @Test
  void keepsNoCoarseLevelsWhereTheFileHasThem() throws Exception {
    Slide slide = service.synthetic(12);
    assertThat(
            running
                .jdbc()
                .sql("SELECT coarse_levels_digest FROM slide WHERE id = :id")
                .param("id", slide.getId())
                .query(String.class)
                .optional())
        .isEmpty();
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
        List.of(
            "",
            "/thumbnail.jpeg",
            "/tissue-mask.png",
            "/tissue-outline.geojson",
            "/deepzoom.dzi",
            "/tilings")) {
      assertThat(service.get(slide + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void isHealthy() throws Exception {
    assertThat(service.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }
}
