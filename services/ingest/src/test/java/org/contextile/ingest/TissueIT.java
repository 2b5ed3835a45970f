// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.Slide;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.TilingSpec;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.PictureTiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class TissueIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private static final int EOSIN = 0xd9a0c4;

  private final IngestService service = IngestService.SHARED;

  @Test
  void takesPenForNoTissueAndSaysHowMuchThereIs() throws Exception {
    Slide slide = service.slideOf(service.upload(TestSlides.path("../cases/pen.tif"), null, null));

    assertThat(slide.getTissueFraction()).isZero();
    assertThat(slide.getPenFraction()).isBetween(0.37, 0.40);
    assertThat(slide.getWarnings())
        .anySatisfy(it -> assertThat(it).contains("38.4 %", "marked with a pen"))
        .contains("No tissue was found.");
  }

  /** An even one, as a myelin or mucin stain without counterstain is at 8 µm per pixel. */
  @ParameterizedTest
  @CsvSource({"324fab, luxol", "2aa0b4, alcian", "28964f, trichrome"})
  void takesADenseStainForPenUnlessToldOtherwise(String colour, String name) throws Exception {
    Path file =
        new PictureTiff(1024, 1024)
            .paint(256, 256, 512, 512, Integer.parseInt(colour, 16), 3)
            .paint(480, 480, 32, 32, 0xf3f3f3, 3)
            .write(service.root().resolve(name + ".tif"), 0.5);

    Slide without = service.slideOf(service.importFrom(file.toUri().toString()));

    assertThat(without.getTissueFraction()).isZero();
    assertThat(without.getPenFraction()).isBetween(0.24, 0.29);
    assertThat(without.getWarnings())
        .anySatisfy(it -> assertThat(it).contains("If it is a dense stain", "keepColouredInk"));

    TilingSpec spec = new TilingSpec().tileSizePx(64).mpp(0.5).keepColouredInk(true);
    for (UUID submitted :
        List.of(
            service
                .slides()
                .createSlideWithJson(
                    new SlideImport().uri(file.toUri().toString()).tiling(spec), null)
                .getId(),
            service
                .slides()
                .createSlideWithFormData(
                    file.toFile(), null, null, null, JsonMapper.shared().writeValueAsString(spec))
                .getId())) {
      Slide with = service.slideOf(running.ended(submitted));
      assertThat(with.getTissueFraction()).as("with its hole").isBetween(0.25, 0.29);
      assertThat(with.getPenFraction()).isZero();
      assertThat(with.getTileCount()).isGreaterThanOrEqualTo(64);
      assertThat(with.getWarnings())
          .singleElement()
          .satisfies(it -> assertThat(it).contains("as tiling.keepColouredInk asks"));
      assertThat(service.slides().listTilings(with.getId(), 50, null).getItems())
          .singleElement()
          .satisfies(it -> assertThat(it.getSpec()).isEqualTo(spec));
    }
  }

  @Test
  void saysOfAScannersBorderThatItIsBlack() throws Exception {
    Path file =
        new PictureTiff(1024, 1024)
            .paint(0, 0, 1024, 128, 0x020202, 2)
            .paint(256, 320, 512, 320, EOSIN, 60)
            .write(service.root().resolve("border.tif"), 0.5);

    Slide slide = service.slideOf(service.importFrom(file.toUri().toString()));

    assertThat(slide.getPenFraction()).isBetween(0.11, 0.15);
    assertThat(slide.getTissueFraction()).isBetween(0.14, 0.18);
    assertThat(slide.getWarnings())
        .singleElement()
        .satisfies(it -> assertThat(it).contains("is black, of ink or as a scanner's border"));
  }

  @Test
  void findsTissueBesideRedAndBlackPen() throws Exception {
    Path file =
        new PictureTiff(1024, 1024)
            .paint(0, 0, 1024, 160, 0xc8202a, 3)
            .paint(0, 800, 1024, 160, 0x2b2b2e, 3)
            .paint(256, 320, 512, 320, EOSIN, 60)
            .write(service.root().resolve("red and black.tif"), 0.5);

    Slide slide = service.slideOf(service.importFrom(file.toUri().toString()));

    assertThat(slide.getPenFraction()).isBetween(0.3, 0.34);
    assertThat(slide.getTissueFraction()).isBetween(0.14, 0.18);
  }

  @Test
  void findsAFadedStainAndSaysSo() throws Exception {
    Slide slide =
        service.slideOf(service.upload(TestSlides.path("../cases/faded-15.tif"), null, null));

    assertThat(slide.getTissueFraction()).isBetween(0.42, 0.46);
    assertThat(slide.getTileCount()).isPositive();
    assertThat(slide.getWarnings())
        .singleElement()
        .satisfies(it -> assertThat(it).contains("The stain is faint"));
  }

  @Test
  void namesTheLargestPieceThatIsTooSmallAndTheSettingThatTakesIt() throws Exception {
    Path file =
        new PictureTiff(1024, 1024)
            .paint(320, 320, 96, 96, EOSIN, 20)
            .paint(640, 640, 48, 48, EOSIN, 20)
            .write(service.root().resolve("cytology.tif"), 0.5);

    Slide without = service.slideOf(service.importFrom(file.toUri().toString()));

    assertThat(without.getTissueFraction()).isZero();
    assertThat(without.getWarnings())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it)
                    .contains("No tissue was found.", "20,000 µm²", "such as 2000")
                    .contains("tiling.minTissueAreaMicrometres2"));

    TilingSpec spec = new TilingSpec().tileSizePx(64).mpp(0.5).minTissueAreaMicrometres2(2000.0);
    Slide with =
        service.slideOf(
            running.ended(
                service
                    .slides()
                    .createSlideWithJson(
                        new SlideImport().uri(file.toUri().toString()).tiling(spec), null)
                    .getId()));

    assertThat(with.getTissueFraction()).isBetween(0.007, 0.01);
    assertThat(with.getTileCount()).isEqualTo(1);
    assertThat(with.getWarnings()).isEmpty();
    assertThat(service.slides().listTilings(with.getId(), 50, null).getItems())
        .singleElement()
        .satisfies(it -> assertThat(it.getSpec()).isEqualTo(spec));
  }

  @Test
  void saysWhatTilesTheTissueWouldFill() throws Exception {
    Path file =
        new PictureTiff(2048, 1024)
            .paint(0, 512, 2048, 48, EOSIN, 20)
            .write(service.root().resolve("strip.tif"), 0.5);

    Slide slide = service.slideOf(service.importFrom(file.toUri().toString()));

    assertThat(slide.getTileCount()).isZero();
    assertThat(slide.getWarnings())
        .singleElement()
        .satisfies(
            it -> assertThat(it).contains("No tile holds enough", "0.4", "tiling.minTissue"));
  }

  @Test
  void outlinesItsTissueAsGeoJson() throws Exception {
    Slide slide = service.synthetic(11);

    var answer = service.get("/v1/slides/" + slide.getId() + "/tissue-outline.geojson");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/geo+json");
    var features =
        JsonMapper.shared()
            .readTree(new String(answer.body(), StandardCharsets.UTF_8))
            .path("features");
    assertThat(features.isEmpty()).isFalse();
    assertThat(features.get(0).at("/geometry/type").asString()).isEqualTo("Polygon");
    assertThat(features.get(0).at("/properties/classification/name").asString())
        .isEqualTo("Tissue");
  }
}
