// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A float32 tensor on its way into an archive. Its values may lie elsewhere until they are asked
 * for, so that a network of gigabytes is never in memory as a whole.
 */
public final class Weights {

  private final long[] shape;
  private final Supplier<float[]> source;

  private Weights(long[] shape, Supplier<float[]> source) {
    this.shape = requireNonNull(shape, "shape");
    this.source = requireNonNull(source, "source");
  }

  /**
   * Values in memory.
   *
   * @param shape the size of each axis; empty for a scalar
   * @param values the elements in row-major order; not copied
   * @throws IllegalArgumentException if the shape does not hold exactly as many
   */
  public Weights(long[] shape, float[] values) {
    this(shape, () -> values);
    checked(values);
  }

  /**
   * Values that are fetched whenever they are needed.
   *
   * @param source gives the elements in row-major order
   */
  public static Weights lazy(long[] shape, Supplier<float[]> source) {
    return new Weights(shape, source);
  }

  /** A tensor filled with one value. */
  public static Weights filled(float value, long... shape) {
    float[] values = new float[Math.toIntExact(elements(shape))];
    Arrays.fill(values, value);
    return new Weights(shape, values);
  }

  /** The size of each axis. */
  public long[] shape() {
    return shape;
  }

  /**
   * The elements in row-major order; fetched anew at each call unless they are in memory.
   *
   * @throws IllegalArgumentException if the shape does not hold exactly as many
   */
  public float[] values() {
    return checked(source.get());
  }

  /** How many elements there are. */
  public long size() {
    return elements(shape);
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

  private float[] checked(float[] values) {
    if (elements(shape) != values.length) {
      throw new IllegalArgumentException(
          "shape %s does not hold %d values".formatted(Arrays.toString(shape), values.length));
    }
    return values;
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
