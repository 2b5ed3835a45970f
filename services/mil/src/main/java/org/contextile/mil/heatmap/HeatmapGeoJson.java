// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.heatmap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Attention as polygons: a GeoJSON feature per tile, a square in level-0 pixels. QuPath reads the
 * file as detections with {@code measurements}, each of the class that the tile speaks for most, in
 * that class's colour. A tile's {@code id} follows from its place, so that equal files have equal
 * ones.
 */
public final class HeatmapGeoJson {
  private HeatmapGeoJson() {}

  /** Writes the collection, tile by tile. */
  public static void write(Path file, AttentionMap tiles) {
    double[] percentiles = tiles.percentiles();
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(ObjectWriteContext.empty(), file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("type", "FeatureCollection");
      json.writeArrayPropertyStart("features");
      for (int tile = 0; tile < tiles.count(); tile++) {
        write(json, tiles, tile, percentiles[tile]);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, AttentionMap tiles, int tile, double percentile) {
    float attention = tiles.scores().attention()[tile];
    float[] probabilities = tiles.scores().tileProbabilities()[tile];
    json.writeStartObject();
    json.writeStringProperty("type", "Feature");
    json.writeStringProperty("id", id(tiles, tile));
    square(json, tiles.x(tile), tiles.y(tile), tiles.tileSizePx());
    json.writeObjectPropertyStart("properties");
    json.writeStringProperty("objectType", "detection");
    classification(json, tiles, probabilities);
    json.writeNumberProperty("attention", attention);
    json.writeNumberProperty("attentionPercentile", (float) percentile);
    json.writeObjectPropertyStart("scores");
    for (int label = 0; label < probabilities.length; label++) {
      json.writeNumberProperty(tiles.classes().get(label), probabilities[label]);
    }
    json.writeEndObject();
    json.writeObjectPropertyStart("measurements");
    json.writeNumberProperty("Attention", attention);
    json.writeNumberProperty("Attention percentile", (float) percentile);
    for (int label = 0; label < probabilities.length; label++) {
      json.writeNumberProperty("Score " + tiles.classes().get(label), probabilities[label]);
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** QuPath takes no other text for an id than a UUID. */
  private static String id(AttentionMap tiles, int tile) {
    String place = "%d %d %d".formatted(tiles.x(tile), tiles.y(tile), tiles.tileSizePx());
    return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.US_ASCII)).toString();
  }

  private static void classification(
      JsonGenerator json, AttentionMap tiles, float[] probabilities) {
    int most = 0;
    for (int label = 1; label < probabilities.length; label++) {
      most = probabilities[label] > probabilities[most] ? label : most;
    }
    int rgb = ClassColour.of(most);
    json.writeObjectPropertyStart("classification");
    json.writeStringProperty("name", tiles.classes().get(most));
    json.writeArrayPropertyStart("color");
    for (int shift = 16; shift >= 0; shift -= 8) {
      json.writeNumber(rgb >> shift & 0xff);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void square(JsonGenerator json, long x, long y, int side) {
    json.writeObjectPropertyStart("geometry");
    json.writeStringProperty("type", "Polygon");
    json.writeArrayPropertyStart("coordinates");
    json.writeStartArray();
    point(json, x, y);
    point(json, x + side, y);
    point(json, x + side, y + side);
    point(json, x, y + side);
    point(json, x, y);
    json.writeEndArray();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void point(JsonGenerator json, long x, long y) {
    json.writeStartArray();
    json.writeNumber(x);
    json.writeNumber(y);
    json.writeEndArray();
  }
}
