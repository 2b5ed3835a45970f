// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.script;

/** Values in the order in which they are stored, and the strides that read them back. */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two methods, never compared
record StridedWeights(float[] values, long[] strides) {

  static StridedWeights of(Weights weights, MemoryLayout layout) {
    boolean image = weights.shape().length == 4;
    return layout == MemoryLayout.CHANNELS_LAST && image
        ? channelsLast(weights)
        : new StridedWeights(weights.values(), weights.strides());
  }

  private static StridedWeights channelsLast(Weights weights) {
    int outputs = Math.toIntExact(weights.shape()[0]);
    int inputs = Math.toIntExact(weights.shape()[1]);
    int area = Math.toIntExact(weights.shape()[2] * weights.shape()[3]);
    float[] stored = new float[weights.values().length];
    for (int o = 0; o < outputs; o++) {
      int base = o * inputs * area;
      for (int i = 0; i < inputs; i++) {
        for (int k = 0; k < area; k++) {
          stored[base + k * inputs + i] = weights.values()[base + i * area + k];
        }
      }
    }
    long row = weights.shape()[3] * inputs;
    return new StridedWeights(stored, new long[] {(long) inputs * area, 1, row, inputs});
  }
}
