// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.Arrays;
import java.util.Random;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.torch.Weights;

/**
 * Fresh weights. Convolutions are normal with variance 2 / (k² · outputs), as in the reference code
 * of residual networks; matrices and tokens normal with 0.02; norms and variances 1; layer scales
 * 0.1, so that a deep network is not blind from the start; the rest 0.
 *
 * <p>Each tensor is sampled when it is written, so that the network is never in memory as a whole;
 * and since a request may ask for any size, there is a largest one.
 */
final class RandomWeights implements WeightsSource {

  /** Somewhat more than the largest vision transformer that has a name. */
  private static final long MOST_PARAMETERS = 2_000_000_000L;

  private static final long MOST_IN_A_TENSOR = 1L << 27;

  private final Random seeds;
  private double parameters;

  RandomWeights(long seed) {
    this.seeds = new Random(seed);
  }

  /**
   * @throws IncompatibleModelException if the network grows larger than any that is used
   */
  @Override
  public Weights take(String name, long... shape) {
    double size = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    parameters += size;
    if (size > MOST_IN_A_TENSOR || parameters > MOST_PARAMETERS) {
      throw new IncompatibleModelException(
          "the network would have more than %,d parameters, or more than %,d in %s"
              .formatted(MOST_PARAMETERS, MOST_IN_A_TENSOR, name));
    }
    long seed = seeds.nextLong();
    if (shape.length == 4) {
      double outputs = (double) shape[0] * shape[2] * shape[3];
      double deviation = Math.sqrt(2 / outputs);
      return sampled(shape, seed, deviation);
    }
    if (shape.length > 1) {
      return sampled(shape, seed, 0.02);
    }
    if (name.endsWith("gamma")) {
      return Weights.filled(0.1f, shape);
    }
    boolean one = name.endsWith("weight") || name.endsWith("running_var");
    return Weights.filled(one ? 1 : 0, shape);
  }

  private static Weights sampled(long[] shape, long seed, double deviation) {
    return Weights.lazy(
        shape,
        () -> {
          Random random = new Random(seed);
          float[] values = Weights.filled(0, shape).values();
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
          }
          return values;
        });
  }
}
