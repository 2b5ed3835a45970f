// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Where a tensor's elements lie in its storage; all figures count elements.
 *
 * @param offset the first element
 * @param shape the size of each axis; empty for a scalar
 * @param strides the way from one element to the next along each axis
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Strided(long offset, long[] shape, long[] strides) {

  static final int MAX_AXES = 16;

  /** Elements in row-major order from the storage's beginning. */
  static Strided contiguous(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride = Math.multiplyExact(stride, Math.max(1, shape[axis]));
    }
    return new Strided(0, shape, strides);
  }

  /**
   * @throws ArithmeticException if there are more than a long can count
   */
  static long elements(long[] shape) {
    long elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, size);
    }
    return elements;
  }

  /** Checks every figure against the storage that the tensor lies in, and counts its elements. */
  long check(String tensor, long storageElements) {
    boolean negative =
        offset < 0
            || Arrays.stream(shape).anyMatch(n -> n < 0)
            || Arrays.stream(strides).anyMatch(n -> n < 0);
    if (negative || shape.length != strides.length || shape.length > MAX_AXES) {
      throw new InvalidWeightsException(
          "tensor %s has an impossible shape: %s".formatted(tensor, this));
    }
    try {
      long elements = elements(shape);
      long last = elements == 0 ? -1 : lastElement();
      if (last >= storageElements || (elements == 0 && offset > storageElements)) {
        throw new InvalidWeightsException(
            "tensor %s reaches beyond the end of its storage, which holds %d elements: %s"
                .formatted(tensor, storageElements, this));
      }
      return elements;
    } catch (ArithmeticException e) {
      throw new InvalidWeightsException(
          "tensor %s has an absurd shape: %s".formatted(tensor, this), e);
    }
  }

  private long lastElement() {
    long last = offset;
    for (int axis = 0; axis < shape.length; axis++) {
      last = Math.addExact(last, Math.multiplyExact(shape[axis] - 1, strides[axis]));
    }
    return last;
  }

  /** Whether the elements lie in row-major order without gaps. */
  boolean isContiguous() {
    long[] expected = contiguous(shape).strides;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] > 1 && strides[axis] != expected[axis]) {
        return false;
      }
    }
    return true;
  }

  /** Reads row by row, where a row is the last axis; there is at least one axis. */
  void read(ElementType type, MemorySegment from, float[] into) {
    int axes = shape.length;
    int row = (int) shape[axes - 1];
    long step = strides[axes - 1];
    long[] index = new long[axes - 1];
    long start = offset;
    for (int done = 0; done < into.length; done += row) {
      for (int i = 0; i < row; i++) {
        into[done + i] = type.read(from, start + i * step);
      }
      for (int axis = axes - 2; axis >= 0; axis--) {
        start += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        start -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
  }

  @Override
  public String toString() {
    return "shape %s, strides %s, offset %d"
        .formatted(Arrays.toString(shape), Arrays.toString(strides), offset);
  }
}
