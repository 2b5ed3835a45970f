// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.heatmap;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Attention as a picture to lay over the slide: the slide's extent and aspect, transparent where no
 * tile is, elsewhere viridis by percentile of attention. Where tiles overlap, their mean counts.
 */
public final class HeatmapImage {
  static final int MAX_SIDE = 1024;

  /** Lets the tissue below be seen. */
  static final int ALPHA = 0xb0;

  private HeatmapImage() {}

  /** Writes the picture as PNG. */
  public static void write(Path file, AttentionMap tiles) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(render(tiles), "png", out);
    }
  }

  static BufferedImage render(AttentionMap tiles) {
    double scale = Math.min(1, MAX_SIDE / (double) Math.max(tiles.widthPx(), tiles.heightPx()));
    int width = (int) Math.max(1, Math.round(tiles.widthPx() * scale));
    int height = (int) Math.max(1, Math.round(tiles.heightPx() * scale));
    double[] sums = new double[width * height];
    int[] counts = new int[width * height];
    double[] percentiles = tiles.percentiles();
    for (int tile = 0; tile < tiles.count(); tile++) {
      int left = edge(tiles.x(tile), scale, width - 1);
      int top = edge(tiles.y(tile), scale, height - 1);
      int right = Math.max(left + 1, edge(tiles.x(tile) + tiles.tileSizePx(), scale, width));
      int bottom = Math.max(top + 1, edge(tiles.y(tile) + tiles.tileSizePx(), scale, height));
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          sums[y * width + x] += percentiles[tile];
          counts[y * width + x]++;
        }
      }
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < sums.length; i++) {
      if (counts[i] > 0) {
        image.setRGB(i % width, i / width, ALPHA << 24 | Viridis.rgb(sums[i] / counts[i]));
      }
    }
    return image;
  }

  /** Rounded alike for all tiles, so that neighbours share an edge. */
  private static int edge(long level0, double scale, int max) {
    return Math.clamp(Math.round(level0 * scale), 0, max);
  }
}
