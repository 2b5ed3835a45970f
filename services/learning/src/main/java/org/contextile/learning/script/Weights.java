// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.script;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * A float32 tensor on its way into an archive.
 *
 * @param shape the size of each axis; empty for a scalar
 * @param values the elements in row-major order; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // weights are large and written once, never compared
public record Weights(long[] shape, float[] values) {

  /** Checks that the shape holds exactly as many elements as there are values. */
  public Weights {
    requireNonNull(shape, "shape");
    requireNonNull(values, "values");
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "shape %s does not hold %d values".formatted(Arrays.toString(shape), values.length));
    }
  }

  /** A tensor filled with one value. */
  public static Weights filled(float value, long... shape) {
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    Arrays.fill(values, value);
    return new Weights(shape, values);
  }

  /** Strides, in elements, of the row-major order. */
  long[] strides() {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return strides;
  }
}
