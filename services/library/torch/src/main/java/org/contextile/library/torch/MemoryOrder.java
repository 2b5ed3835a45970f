// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

/** The order of weights in memory: the values in it, and the strides that read them. */
final class MemoryOrder {

  private final Weights weights;
  private final boolean channelsLast;

  MemoryOrder(Weights weights, MemoryLayout layout) {
    this.weights = weights;
    this.channelsLast = layout == MemoryLayout.CHANNELS_LAST && weights.shape().length == 4;
  }

  /** How many values are stored. */
  long size() {
    return weights.size();
  }

  /** In elements. */
  long[] strides() {
    if (!channelsLast) {
      return weights.strides();
    }
    long[] shape = weights.shape();
    return new long[] {shape[1] * shape[2] * shape[3], 1, shape[3] * shape[1], shape[1]};
  }

  /** The values in the order in memory. */
  float[] values() {
    return channelsLast ? reordered() : weights.values();
  }

  private float[] reordered() {
    int outputs = Math.toIntExact(weights.shape()[0]);
    int inputs = Math.toIntExact(weights.shape()[1]);
    int area = Math.toIntExact(weights.shape()[2] * weights.shape()[3]);
    float[] values = weights.values();
    float[] stored = new float[values.length];
    for (int o = 0; o < outputs; o++) {
      int base = o * inputs * area;
      for (int i = 0; i < inputs; i++) {
        for (int k = 0; k < area; k++) {
          stored[base + k * inputs + i] = values[base + i * area + k];
        }
      }
    }
    return stored;
  }
}
