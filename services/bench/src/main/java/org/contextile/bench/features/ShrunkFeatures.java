// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.Decoding;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileBatch;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileStream;

/** How near features of tiles that the decoder shrank are to those of tiles decoded whole. */
record ShrunkFeatures(BenchSlide file, Backbone network) {
  private static final int BATCH = 64;

  /**
   * @param name of the figures: the least cosine of a patch, and grey levels in the mean
   */
  void measure(TileGrid grid, List<Tile> tiles, String name, Map<String, Object> figures)
      throws Exception {
    double least = 1;
    double sum = 0;
    double difference = 0;
    try (Slide slide = file.open();
        var whole = new TileStream(slide, grid, tiles, Decoding.WHOLE, BATCH, 1);
        var shrunk = new TileStream(slide, grid, tiles, Decoding.SHRUNK, BATCH, 1)) {
      System.out.println(
          "Features of tiles "
              + slide.reader().path(TileStream.level(slide, grid, Decoding.SHRUNK)).decoder());
      var a = List.copyOf(features(whole));
      var b = List.copyOf(features(shrunk));
      for (int i = 0; i < a.size(); i++) {
        double cosine = cosine(a.get(i).features(), find(b, a.get(i).tile()).features());
        difference += difference(a.get(i).pixels(), find(b, a.get(i).tile()).pixels());
        least = Math.min(least, cosine);
        sum += cosine;
      }
    }
    System.out.printf(
        "  cosine %.6f in the mean, %.6f at least; %.2f grey levels in the mean%n",
        sum / tiles.size(), least, difference / tiles.size());
    figures.put(name, least);
  }

  @SuppressWarnings("ArrayRecordComponent") // looked into, never compared
  private record Seen(Tile tile, float[] features, byte[] pixels) {}

  private static Seen find(List<Seen> all, Tile tile) {
    return all.stream().filter(it -> it.tile().equals(tile)).findFirst().orElseThrow();
  }

  private List<Seen> features(TileStream stream) throws InterruptedException {
    List<Seen> all = new ArrayList<>();
    for (var next = stream.next(); next.isPresent(); next = stream.next()) {
      TileBatch batch = next.get();
      int count = batch.tiles().size();
      float[] features = network.features(batch.pixels().asByteBuffer(), count);
      int dimension = features.length / count;
      int bytes = Math.toIntExact(batch.pixels().byteSize() / BATCH);
      for (int i = 0; i < count; i++) {
        float[] own = new float[dimension];
        System.arraycopy(features, i * dimension, own, 0, dimension);
        byte[] pixels = new byte[bytes];
        batch.pixels().asByteBuffer().get(i * bytes, pixels);
        all.add(new Seen(batch.tiles().get(i), own, pixels));
      }
    }
    return all;
  }

  private static double difference(byte[] a, byte[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return (double) sum / a.length;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squareA * squareB);
  }
}
