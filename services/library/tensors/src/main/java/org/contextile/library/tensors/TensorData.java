// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * A float32 tensor to be written.
 *
 * @param shape the size of each axis; empty for a scalar
 * @param values gives the elements in row-major order; called once
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier to the writer, never compared
public record TensorData(long[] shape, Supplier<float[]> values) {

  /** Checks that there is a number of elements that a file can hold. */
  public TensorData {
    requireNonNull(values, "values");
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("an axis has the size " + size);
      }
    }
    Math.toIntExact(Strided.elements(shape));
  }

  long bytes() {
    return Strided.elements(shape) * Float.BYTES;
  }
}
