// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

/** A tensor in an open file; its elements are read when asked for. */
public final class StoredTensor {

  private final String name;
  private final ElementType type;
  private final Strided layout;
  private final Storage storage;

  /** A tensor whose layout has been checked against its storage. */
  StoredTensor(String name, ElementType type, Strided layout, Storage storage) {
    this.name = name;
    this.type = type;
    this.layout = layout;
    this.storage = storage;
  }

  /** The name in the state dictionary, for example {@code layer1.0.conv1.weight}. */
  public String name() {
    return name;
  }

  /** The type in the file. */
  public ElementType type() {
    return type;
  }

  /** The size of each axis; empty for a scalar. */
  public long[] shape() {
    return layout.shape().clone();
  }

  /**
   * The elements in row-major order as float32: exact for {@code F32}, {@code F16} and {@code
   * BF16}, else the nearest. Nothing is cached: each call reads the file.
   *
   * @throws InvalidWeightsException if they need more memory than this process may use
   * @throws IllegalStateException if the file has been closed
   */
  public float[] floats() {
    int elements = Math.toIntExact(Strided.elements(layout.shape()));
    if ((long) elements * Float.BYTES > Runtime.getRuntime().maxMemory()) {
      throw new InvalidWeightsException(
          "tensor %s with %d elements needs more memory than this process may use"
              .formatted(name, elements));
    }
    float[] values = new float[elements];
    if (elements == 0) {
      return values;
    }
    if (layout.isContiguous()) {
      type.read(storage.bytes(), layout.offset(), values);
    } else {
      layout.read(type, storage.bytes(), values);
    }
    return values;
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(name, type, layout);
  }
}
