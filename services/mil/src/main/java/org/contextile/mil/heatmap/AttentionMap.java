// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.heatmap;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.contextile.library.mil.BagScores;

/**
 * Where a classifier looks on a slide: its tiles, and the attention and scores of each.
 *
 * @param widthPx the slide's width at level 0
 * @param heightPx the slide's height at level 0
 * @param tileSizePx side of a tile in level-0 pixels
 * @param positions level-0 pixels of the tiles' top left corners, [n, 2] as x, y
 * @param scores of the tiles, row-aligned
 * @param classes names in the order of the probabilities
 */
@SuppressWarnings("ArrayRecordComponent") // long vectors, passed on and never compared
public record AttentionMap(
    long widthPx,
    long heightPx,
    int tileSizePx,
    long[] positions,
    BagScores scores,
    List<String> classes) {

  public AttentionMap {
    classes = List.copyOf(classes);
    if (positions.length != 2 * scores.attention().length) {
      throw new IllegalArgumentException("every tile needs a position and a score");
    }
  }

  int count() {
    return scores.attention().length;
  }

  long x(int tile) {
    return positions[2 * tile];
  }

  long y(int tile) {
    return positions[2 * tile + 1];
  }

  /**
   * Each tile's place among the tiles by attention, in (0, 1): the share below it, ties in the
   * middle. Attention itself spans orders of magnitude; ranks show where to look on any slide.
   */
  double[] percentiles() {
    float[] attention = scores.attention();
    int[] order =
        IntStream.range(0, attention.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> attention[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] percentiles = new double[attention.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && attention[order[to]] == attention[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        percentiles[order[i]] = (from + to) / 2.0 / order.length;
      }
      from = to;
    }
    return percentiles;
  }
}
