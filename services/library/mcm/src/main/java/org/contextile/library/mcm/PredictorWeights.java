// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.contextile.library.torch.Weights;

/** Where a new predictor's weights come from. */
@FunctionalInterface
interface PredictorWeights {

  /** The tensor of that name and shape. */
  Weights get(String name, long... shape);

  /** Matrices uniform by Glorot and Bengio (2010), tokens normal with 0.02, norms 1, biases 0. */
  static PredictorWeights random(long seed) {
    Random random = new Random(seed);
    return (name, shape) -> {
      if (name.endsWith("token")) {
        return sampled(shape, () -> 0.02 * random.nextGaussian());
      }
      if (shape.length == 2) {
        double limit = Math.sqrt(6.0 / (shape[0] + shape[1]));
        return sampled(shape, () -> random.nextDouble(-limit, limit));
      }
      boolean norm = name.contains("norm") && name.endsWith("weight");
      return Weights.filled(norm ? 1 : 0, shape);
    };
  }

  private static Weights sampled(long[] shape, DoubleSupplier next) {
    Weights weights = Weights.filled(0, shape);
    for (int i = 0; i < weights.values().length; i++) {
      weights.values()[i] = (float) next.getAsDouble();
    }
    return weights;
  }
}
