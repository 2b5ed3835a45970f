// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.contextile.api.model.IccProfile;
import org.contextile.api.model.Slide;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A slide's own tiles, as the file stores them. */
final class NativeTilesIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @BeforeAll
  static void needsLibjpegTurbo() {
    assumeThat(TurboJpeg.isThere()).as(TurboJpeg.place()).isTrue();
  }

  @Test
  void describesTheGridOfEveryLevelAndWhereItsTilesAre() throws Exception {
    Slide slide = aperio();

    JsonNode tiles = describe(slide);

    assertThat(tiles.path("widthPx").asInt()).isEqualTo(2220);
    assertThat(tiles.path("heightPx").asInt()).isEqualTo(2967);
    JsonNode level = tiles.path("levels").get(0);
    assertThat(level.path("tileWidthPx").asInt()).isEqualTo(240);
    assertThat(level.path("columns").asInt()).isEqualTo(10);
    assertThat(level.path("rows").asInt()).isEqualTo(13);
    assertThat(level.path("passedThrough").asBoolean()).isTrue();
    String tile =
        tiles
            .path("template")
            .asString()
            .replace("{level}", "0")
            .replace("{column}", "4")
            .replace("{row}", "5");
    assertThat(service.get(tile).statusCode()).isEqualTo(200);
  }

  /** No decoder may take the colours for others: Java's own is no libjpeg. */
  @Test
  void sendsAStoredTileThatDecodesToTheSlidesPixels() throws Exception {
    Slide slide = aperio();

    var answer = tile(slide, 0, 4, 5);

    assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    RgbImage expected = region(4 * 240, 5 * 240, 240, 240);
    assertThat(meanDifference(picture(answer), expected)).isLessThan(1.5);
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    var again = HttpRequest.newBuilder(answer.uri()).header("If-None-Match", tag).build();
    assertThat(HttpClient.newHttpClient().send(again, BodyHandlers.ofByteArray()).statusCode())
        .isEqualTo(304);
  }

  /** What is stored goes on beyond the slide; a viewer would squeeze it. */
  @Test
  void cutsTheTilesAtTheEdges() throws Exception {
    Slide slide = aperio();

    BufferedImage corner = picture(tile(slide, 0, 9, 12));

    assertThat(corner.getWidth()).isEqualTo(2220 - 9 * 240);
    assertThat(corner.getHeight()).isEqualTo(2967 - 12 * 240);
    assertThat(meanDifference(corner, region(9 * 240, 12 * 240, 60, 87))).isLessThan(2.5);
  }

  @Test
  void makesTilesWhereNoneAreStoredAsJpeg() throws Exception {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(1024, 768, (x, y) -> 0xf0d0e0 + (x ^ y) % 16);
    Path file = tiff.write(service.root().resolve("no-jpeg.tif"));
    Slide slide = service.slideOf(service.importFrom(file.toUri().toString()));

    JsonNode level = describe(slide).path("levels").get(0);

    assertThat(level.path("passedThrough").asBoolean()).isFalse();
    assertThat(picture(tile(slide, 0, 0, 0)).getWidth())
        .isEqualTo(level.path("tileWidthPx").asInt());
  }

  /** The one by its stored JPEG tiles, the other not, and either says why. */
  @Test
  void saysOfASlideByWhatEachLevelIsReadAndWhy() throws Exception {
    var aperio = Objects.requireNonNull(aperio().getReader());

    assertThat(aperio.getIcc()).isEqualTo(IccProfile.NONE);
    assertThat(aperio.getLevels())
        .singleElement()
        .satisfies(
            level -> {
              assertThat(level.getStoredTiles()).isTrue();
              assertThat(level.getDecoder()).startsWith("turbojpeg/");
              assertThat(level.getWhy()).isNotBlank();
            });

    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(1024, 768, (x, y) -> 0xf0e0d0 + (x ^ y) % 16);
    Path file = tiff.write(service.root().resolve("no-jpeg-either.tif"));
    Slide plain = service.slideOf(service.importFrom(file.toUri().toString()));
    assertThat(Objects.requireNonNull(plain.getReader()).getLevels())
        .singleElement()
        .satisfies(
            level -> {
              assertThat(level.getStoredTiles()).isFalse();
              assertThat(level.getDecoder()).startsWith("openslide/");
              assertThat(level.getWhy()).isNotBlank();
            });
  }

  @Test
  void hasNoTilesBeyondTheGrid() throws Exception {
    Path file = FlatTiff.write(service.root().resolve("grid.tiff"), 512, 0.5);
    Slide slide = service.slideOf(service.importFrom(file.toUri().toString()));

    assertThat(tile(slide, 0, 1, 1).statusCode()).isEqualTo(200);
    assertThat(tile(slide, 0, 2, 0).statusCode()).isEqualTo(404);
    assertThat(tile(slide, 0, 0, 2).statusCode()).isEqualTo(404);
    assertThat(tile(slide, 9, 0, 0).statusCode()).isEqualTo(404);
  }

  private Slide aperio() throws Exception {
    return service.slideOf(service.upload(TestSlides.path(TestSlides.CMU_SMALL), null, null));
  }

  private JsonNode describe(Slide slide) throws IOException, InterruptedException {
    return JsonMapper.shared()
        .readTree(service.get("/v1/slides/" + slide.getId() + "/tiles").body());
  }

  private HttpResponse<byte[]> tile(Slide slide, int level, int column, int row)
      throws IOException, InterruptedException {
    return service.get(
        "/v1/slides/%s/tiles/%d/%d_%d.jpeg".formatted(slide.getId(), level, column, row));
  }

  private static BufferedImage picture(HttpResponse<byte[]> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(200);
    return ImageIO.read(new ByteArrayInputStream(answer.body()));
  }

  private static RgbImage region(int x, int y, int widthPx, int heightPx) throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      return slide.read(new LevelRegion(slide.levels().getFirst(), x, y, widthPx, heightPx));
    }
  }

  private static double meanDifference(BufferedImage found, RgbImage expected) {
    long sum = 0;
    for (int y = 0; y < expected.heightPx(); y++) {
      for (int x = 0; x < expected.widthPx(); x++) {
        int one = found.getRGB(x, y);
        int other = expected.rgb(x, y);
        for (int shift = 0; shift < 24; shift += 8) {
          sum += Math.abs((one >> shift & 0xff) - (other >> shift & 0xff));
        }
      }
    }
    return sum / (3.0 * expected.widthPx() * expected.heightPx());
  }
}
