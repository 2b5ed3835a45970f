// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.architecture;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.contextile.learning.script.Weights;

/**
 * Fresh weights. Convolutions are normal with variance 2 / (k² · outputs), as in the reference code
 * of residual networks; matrices and tokens normal with 0.02; norms and variances 1; layer scales
 * 0.1, so that a deep network is not blind from the start; the rest 0.
 */
final class RandomTensors implements TensorSource {

  private final Random random;

  RandomTensors(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public Weights take(String name, long... shape) {
    if (shape.length == 4) {
      double outputs = (double) shape[0] * shape[2] * shape[3];
      double deviation = Math.sqrt(2 / outputs);
      return drawn(shape, () -> deviation * random.nextGaussian());
    }
    if (shape.length > 1) {
      return drawn(shape, () -> 0.02 * random.nextGaussian());
    }
    if (name.endsWith("gamma")) {
      return Weights.filled(0.1f, shape);
    }
    boolean one = name.endsWith("weight") || name.endsWith("running_var");
    return Weights.filled(one ? 1 : 0, shape);
  }

  private static Weights drawn(long[] shape, DoubleSupplier next) {
    Weights weights = Weights.filled(0, shape);
    float[] values = weights.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) next.getAsDouble();
    }
    return weights;
  }
}
