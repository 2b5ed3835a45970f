// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStats;

import java.util.function.IntPredicate;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The pieces of an image that some of its pixels form, each with those that touch it at a side or a
 * corner.
 *
 * @param labels of every pixel, 0 for those that are of no piece
 * @param areas pixels of every piece by its label
 */
@SuppressWarnings("ArrayRecordComponent") // looked into, never compared
record Components(int[] labels, int[] areas) {
  /**
   * @param member whether the pixel of an index, row by row, belongs to a piece
   */
  static Components of(int width, int height, IntPredicate member) {
    var chosen = new byte[width * height];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = (byte) (member.test(i) ? 255 : 0);
    }
    try (var source = Pixels.mat(chosen, width, height);
        var labels = new Mat();
        var statistics = new Mat();
        var centroids = new Mat()) {
      int count = connectedComponentsWithStats(source, labels, statistics, centroids);
      var of = new int[chosen.length];
      var areas = new int[count];
      try (IntIndexer label = labels.createIndexer();
          IntIndexer statistic = statistics.createIndexer()) {
        label.get(0, 0, of);
        for (int i = 0; i < count; i++) {
          areas[i] = statistic.get(i, CC_STAT_AREA);
        }
      }
      return new Components(of, areas);
    }
  }

  /** Pixels of the piece that a pixel belongs to, 0 where it belongs to none. */
  int areaAt(int pixel) {
    return labels[pixel] == 0 ? 0 : areas[labels[pixel]];
  }

  /** Pixels of the largest piece. */
  int largest() {
    int largest = 0;
    for (int i = 1; i < areas.length; i++) {
      largest = Math.max(largest, areas[i]);
    }
    return largest;
  }
}
