// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.contextile.library.torch.Weights;

/** Samples a head's weights layer by layer, uniform in ±1/√(inputs) as {@code torch.nn.Linear}. */
final class InitialWeights {
  private final SequencedMap<String, Weights> tensors = new LinkedHashMap<>();
  private final SplittableRandom random;

  InitialWeights(Standardisation features, long seed) {
    random = new SplittableRandom(seed);
    long[] shape = {features.length()};
    tensors.put(HeadWeights.MEAN, new Weights(shape, features.mean()));
    tensors.put(HeadWeights.DEVIATION, new Weights(shape, features.deviation()));
  }

  InitialWeights linear(String name, int inputs, int outputs) {
    double bound = 1 / Math.sqrt(inputs);
    tensors.put(name + ".weight", uniform(bound, outputs, inputs));
    tensors.put(name + ".bias", uniform(bound, outputs));
    return this;
  }

  HeadWeights weights() {
    return new HeadWeights(tensors);
  }

  private Weights uniform(double bound, long... shape) {
    Weights weights = Weights.filled(0, shape);
    float[] values = weights.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return weights;
  }
}
