// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.Weights;

/**
 * Numbers of one gated-attention network, by their names in its state dictionary; {@code mean} and
 * {@code deviation} standardise the features and are not trained.
 */
public final class AbmilWeights {
  private static final int MAX_AXES = 2;

  private final Map<String, Weights> tensors;

  AbmilWeights(Map<String, Weights> tensors) {
    this.tensors = new LinkedHashMap<>(tensors);
  }

  /** Drawn as {@code torch.nn.Linear} draws: uniform in ±1/√(inputs). */
  static AbmilWeights initial(AbmilShape shape, Standardisation features, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Weights> tensors = new LinkedHashMap<>();
    tensors.put("mean", new Weights(new long[] {shape.features()}, features.mean()));
    tensors.put("deviation", new Weights(new long[] {shape.features()}, features.deviation()));
    linear(tensors, "embedding", shape.features(), shape.hidden(), random);
    linear(tensors, "attention_v", shape.hidden(), shape.attention(), random);
    linear(tensors, "attention_u", shape.hidden(), shape.attention(), random);
    linear(tensors, "attention_w", shape.attention(), 1, random);
    linear(tensors, "classifier", shape.hidden(), shape.classes(), random);
    return new AbmilWeights(tensors);
  }

  /** The widths that the tensors have. */
  public AbmilShape shape() {
    long[] embedding = get("embedding.weight").shape();
    return new AbmilShape(
        (int) embedding[1],
        (int) embedding[0],
        (int) get("attention_v.weight").shape()[0],
        (int) get("classifier.weight").shape()[0]);
  }

  /** How many numbers are trained. */
  public long parameterCount() {
    return tensors.entrySet().stream()
        .filter(entry -> entry.getKey().contains("."))
        .mapToLong(entry -> entry.getValue().values().length)
        .sum();
  }

  Weights get(String name) {
    Weights weights = tensors.get(name);
    if (weights == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return weights;
  }

  /** The same with other values of the trained tensors. */
  AbmilWeights with(Map<String, float[]> values) {
    Map<String, Weights> changed = new LinkedHashMap<>(tensors);
    values.forEach((name, value) -> changed.put(name, new Weights(get(name).shape(), value)));
    return new AbmilWeights(changed);
  }

  /**
   * The network as a module.
   *
   * @param dropped how many of 256 bytes of noise drop a number in training
   */
  ScriptNode node(int dropped) {
    return ScriptNode.of("Abmil")
        .buffer("mean", get("mean"))
        .buffer("deviation", get("deviation"))
        .constant("dropped", (long) dropped)
        .child("embedding", linear("embedding"))
        .child("attention_v", linear("attention_v"))
        .child("attention_u", linear("attention_u"))
        .child("attention_w", linear("attention_w"))
        .child("classifier", linear("classifier"));
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(tensors.size());
    for (Map.Entry<String, Weights> entry : tensors.entrySet()) {
      out.writeUTF(entry.getKey());
      long[] shape = entry.getValue().shape();
      out.writeInt(shape.length);
      for (long size : shape) {
        out.writeLong(size);
      }
      for (float value : entry.getValue().values()) {
        out.writeFloat(value);
      }
    }
  }

  static AbmilWeights read(DataInputStream in) throws IOException {
    Map<String, Weights> tensors = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      long[] shape = new long[Math.min(MAX_AXES, in.readInt())];
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
    return new AbmilWeights(tensors);
  }

  private ScriptNode linear(String name) {
    return ScriptNode.of("Linear")
        .parameter("weight", get(name + ".weight"))
        .parameter("bias", get(name + ".bias"));
  }

  private static void linear(
      Map<String, Weights> tensors, String name, int inputs, int outputs, SplittableRandom random) {
    double bound = 1 / Math.sqrt(inputs);
    tensors.put(name + ".weight", uniform(bound, random, outputs, inputs));
    tensors.put(name + ".bias", uniform(bound, random, outputs));
  }

  private static Weights uniform(double bound, SplittableRandom random, long... shape) {
    Weights weights = Weights.filled(0, shape);
    float[] values = weights.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return weights;
  }
}
