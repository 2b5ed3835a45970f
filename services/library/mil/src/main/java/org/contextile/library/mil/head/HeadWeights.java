// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.contextile.library.torch.Weights;

/**
 * The numbers of one head by their names in its state dictionary. {@code mean} and {@code
 * deviation}, [D] each, standardise the features and are not trained; all others are.
 */
public final class HeadWeights {
  static final String MEAN = "mean";
  static final String DEVIATION = "deviation";
  private static final int MAX_AXES = 8;

  private final SequencedMap<String, Weights> tensors;

  public HeadWeights(SequencedMap<String, Weights> tensors) {
    this.tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
  }

  /** All tensors in the order of the state dictionary. */
  public SequencedMap<String, Weights> tensors() {
    return tensors;
  }

  /** How many numbers are trained. */
  public long parameterCount() {
    return tensors.entrySet().stream()
        .filter(tensor -> trained(tensor.getKey()))
        .mapToLong(tensor -> tensor.getValue().size())
        .sum();
  }

  /**
   * A tensor.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Weights get(String name) {
    Weights weights = tensors.get(name);
    if (weights == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return weights;
  }

  /** The same with other values of some tensors, by name, each as long as before. */
  public HeadWeights with(Map<String, float[]> values) {
    SequencedMap<String, Weights> changed = new LinkedHashMap<>(tensors);
    values.forEach((name, value) -> changed.put(name, new Weights(get(name).shape(), value)));
    return new HeadWeights(changed);
  }

  /** Writes what {@link #read} reads. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(tensors.size());
    for (Map.Entry<String, Weights> tensor : tensors.entrySet()) {
      out.writeUTF(tensor.getKey());
      long[] shape = tensor.getValue().shape();
      out.writeInt(shape.length);
      for (long size : shape) {
        out.writeLong(size);
      }
      for (float value : tensor.getValue().values()) {
        out.writeFloat(value);
      }
    }
  }

  /**
   * Reads weights.
   *
   * @throws IOException also when they are not what {@link #write} wrote
   */
  public static HeadWeights read(DataInputStream in) throws IOException {
    SequencedMap<String, Weights> tensors = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      long[] shape = new long[axes(in.readInt())];
      long size = 1;
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = in.readLong();
        size = Math.multiplyExact(size, shape[axis]);
      }
      float[] values = new float[Math.toIntExact(size)];
      for (int j = 0; j < values.length; j++) {
        values[j] = in.readFloat();
      }
      tensors.put(name, new Weights(shape, values));
    }
    return new HeadWeights(tensors);
  }

  private static int axes(int count) throws IOException {
    if (count < 0 || count > MAX_AXES) {
      throw new IOException("a tensor of " + count + " axes");
    }
    return count;
  }

  private static boolean trained(String name) {
    return !name.equals(MEAN) && !name.equals(DEVIATION);
  }
}
