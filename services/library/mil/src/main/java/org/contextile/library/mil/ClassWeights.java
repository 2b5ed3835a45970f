// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.util.List;
import org.contextile.library.evaluation.fold.LabelledSlide;

/** Weights that make every class count the same, however many slides it has. */
final class ClassWeights {
  private ClassWeights() {}

  /** n / (C n_c) for class c of n slides: 1 on average over the slides. */
  static double[] balanced(List<LabelledSlide> slides, List<Integer> indices, int classes) {
    double[] weights = new double[classes];
    indices.forEach(index -> weights[slides.get(index).label()]++);
    for (int label = 0; label < classes; label++) {
      weights[label] = indices.size() / (classes * Math.max(1, weights[label]));
    }
    return weights;
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
