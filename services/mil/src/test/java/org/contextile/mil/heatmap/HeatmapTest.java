// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.contextile.library.mil.BagScores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HeatmapTest {
  /** Four tiles of 500 px in a slide of 4096 × 2048, the third and fourth with equal attention. */
  private static final AttentionMap TILES =
      tiles(new long[] {0, 0, 500, 0, 0, 500, 3596, 1548}, new float[] {0.1f, 0.4f, 0.25f, 0.25f});

  private final Path folder;

  HeatmapTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void thePictureHasTheSlidesAspectAndIsTransparentWithoutTiles() throws IOException {
    Path file = folder.resolve("heatmap.png");
    HeatmapImage.write(file, TILES);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1024);
    assertThat(image.getHeight()).isEqualTo(512);
    assertThat(image.getColorModel().hasAlpha()).isTrue();
    assertThat(image.getRGB(512, 256) >>> 24).isZero();
    assertThat(image.getRGB(251, 126) >>> 24).isZero();
    assertThat(image.getRGB(1023, 511) >>> 24).isEqualTo(HeatmapImage.ALPHA);
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(Viridis.rgb(0.125));
    assertThat(image.getRGB(124, 124) & 0xffffff).isEqualTo(Viridis.rgb(0.125));
    assertThat(image.getRGB(125, 124) & 0xffffff).isEqualTo(Viridis.rgb(0.875));
    assertThat(image.getRGB(124, 125) & 0xffffff).isEqualTo(Viridis.rgb(0.5));
  }

  @Test
  void percentilesAreRanksWithTiesInTheMiddle() {
    assertThat(TILES.percentiles()).containsExactly(0.125, 0.875, 0.5, 0.5);
  }

  @Test
  void overlappingTilesAreAveraged() {
    AttentionMap overlapping = tiles(new long[] {0, 0, 0, 0}, new float[] {0.2f, 0.8f});
    assertThat(HeatmapImage.render(overlapping).getRGB(5, 5) & 0xffffff)
        .isEqualTo(Viridis.rgb(0.5));
  }

  @Test
  void theSmallestTilesLeaveAPixelEvenAtTheEdge() {
    AttentionMap huge =
        new AttentionMap(
            400_000,
            300_000,
            200,
            new long[] {399_900, 299_900},
            new BagScores(
                new double[] {0.5, 0.5},
                new float[] {1},
                new float[] {0},
                new float[][] {{0.5f, 0.5f}}),
            List.of("a", "b"));
    BufferedImage image = HeatmapImage.render(huge);
    assertThat(image.getRGB(1023, 767) >>> 24).isEqualTo(HeatmapImage.ALPHA);
  }

  @Test
  void thePolygonsAreTilesInLevelZeroPixelsWithTheirNumbers() throws IOException {
    Path file = folder.resolve("heatmap.geojson");
    HeatmapGeoJson.write(file, TILES);
    JsonNode collection = JsonMapper.shared().readTree(Files.readString(file));
    assertThat(collection.get("type").asString()).isEqualTo("FeatureCollection");
    assertThat(collection.get("features")).hasSize(4);
    JsonNode second = collection.get("features").get(1);
    assertThat(second.get("geometry").toString())
        .isEqualTo(
            "{\"type\":\"Polygon\",\"coordinates\":"
                + "[[[500,0],[1000,0],[1000,500],[500,500],[500,0]]]}");
    JsonNode properties = second.get("properties");
    assertThat(properties.get("objectType").asString()).isEqualTo("detection");
    assertThat(properties.get("attention").asDouble()).isCloseTo(0.4, within(1e-6));
    assertThat(properties.get("scores").get("tumour").asDouble()).isCloseTo(0.75, within(1e-6));
    assertThat(properties.get("measurements").get("Attention percentile").asDouble())
        .isEqualTo(0.875);
    assertThat(properties.get("classification").toString())
        .isEqualTo("{\"name\":\"tumour\",\"color\":[213,94,0]}");
    double sum = 0;
    for (JsonNode feature : collection.get("features")) {
      sum += feature.get("properties").get("attention").asDouble();
    }
    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  @Test
  void everyPolygonHasAnIdOfItsOwnThatStays() throws IOException {
    Path first = folder.resolve("first.geojson");
    Path second = folder.resolve("second.geojson");
    HeatmapGeoJson.write(first, TILES);
    HeatmapGeoJson.write(second, TILES);

    JsonNode features = JsonMapper.shared().readTree(Files.readString(first)).get("features");
    Set<UUID> ids = new HashSet<>();
    features.forEach(feature -> ids.add(UUID.fromString(feature.get("id").asString())));
    assertThat(ids).hasSize(features.size());
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void theTableHasARowATile() throws IOException {
    Path file = folder.resolve("attention.csv");
    AttentionCsv.write(file, TILES);
    assertThat(Files.readAllLines(file))
        .hasSize(5)
        .startsWith("x,y,attention,raw_attention,\"score normal\",\"score tumour\"")
        .contains("500,0,0.4,1.0,0.25,0.75");
  }

  private static AttentionMap tiles(long[] positions, float[] attention) {
    float[] raw = new float[attention.length];
    Arrays.fill(raw, 1);
    float[][] scores = new float[attention.length][];
    Arrays.fill(scores, new float[] {0.25f, 0.75f});
    return new AttentionMap(
        4096,
        2048,
        500,
        positions,
        new BagScores(new double[] {0.25, 0.75}, attention, raw, scores),
        List.of("normal", "tumour"));
  }
}
