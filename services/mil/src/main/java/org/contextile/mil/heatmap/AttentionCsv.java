// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.heatmap;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The numbers behind a heatmap, as CSV, a row per tile in the order of the feature file: {@code
 * x,y} in level-0 pixels, {@code attention}, {@code raw_attention} before the softmax, and {@code
 * score} of each class.
 */
public final class AttentionCsv {
  private AttentionCsv() {}

  public static void write(Path file, AttentionMap tiles) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("x,y,attention,raw_attention");
      for (String name : tiles.classes()) {
        out.write(",\"score " + name.replace("\"", "\"\"") + "\"");
      }
      out.write('\n');
      for (int tile = 0; tile < tiles.count(); tile++) {
        out.write(tiles.x(tile) + "," + tiles.y(tile));
        out.write("," + tiles.scores().attention()[tile]);
        out.write("," + tiles.scores().rawAttention()[tile]);
        for (float score : tiles.scores().tileProbabilities()[tile]) {
          out.write("," + score);
        }
        out.write('\n');
      }
    }
  }
}
