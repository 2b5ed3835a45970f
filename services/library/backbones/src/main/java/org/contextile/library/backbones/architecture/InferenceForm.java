// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.ScriptRewriter;
import org.contextile.library.torch.Weights;

/**
 * The form of a network that is faster and cannot be trained: batch norms become part of the
 * convolutions before them, and oneDNN's operators, where they are used, do matrices, activations
 * and the sums of residual blocks.
 *
 * @param fused whether layers are oneDNN's fused operators, which take activations in, too
 */
record InferenceForm(boolean fused) implements ScriptRewriter.Rules {

  private static final Set<String> CONVOLUTIONS = Set.of("Conv", "SameConv");
  private static final Set<String> MATRICES = Set.of("Linear", "PointConv");

  /** Blocks whose last convolution takes in the sum and its activation, too. */
  private static final Set<String> JOINTS =
      Set.of("Basic", "BasicDown", "Bottleneck", "BottleneckDown");

  /** Norms by class. */
  private static final Map<String, Norm> NORMS =
      Map.of(
          "BatchNorm", new Norm(0, "Identity"),
          "BatchNormRelu", new Norm(1, "ReluOver"),
          "BatchNormSilu", new Norm(2, "SiluOver"),
          "BatchNormRelu6", new Norm(3, "Relu6Over"));

  /** Activations by class: their numbers in {@code onednn.py}. */
  private static final Map<String, Integer> ACTIVATIONS =
      Map.of("Silu", 2, "Gelu", 4, "TanhGelu", 5);

  /**
   * A batch norm with an activation.
   *
   * @param activation its number in {@code onednn.py}
   * @param remains the class of what is left without the norm
   */
  private record Norm(int activation, String remains) {}

  /** The classes of an architecture's program and those that the form adds. */
  ScriptProgram program(ScriptProgram base) {
    return fused ? base.and(Programs.own("onednn.py")) : base;
  }

  @Override
  public Optional<ScriptNode> single(ScriptNode node) {
    if (!fused) {
      return Optional.empty();
    }
    if (JOINTS.contains(node.className())) {
      return Optional.of(node.as("Fused" + node.className()));
    }
    return MATRICES.contains(node.className()) ? Optional.of(linear(node, 0)) : Optional.empty();
  }

  @Override
  public Optional<ScriptRewriter.Pair> pair(ScriptNode first, ScriptNode second) {
    Norm norm = NORMS.get(second.className());
    if (norm != null && CONVOLUTIONS.contains(first.className())) {
      ScriptNode conv = convolution(first, second);
      return Optional.of(
          fused
              ? alone(conv.constant("activation", (long) norm.activation))
              : new ScriptRewriter.Pair(conv, ScriptNode.of(norm.remains)));
    }
    Integer activation = ACTIVATIONS.get(second.className());
    if (activation != null && first.className().equals("FusedLinear")) {
      return Optional.of(alone(linear(first, activation)));
    }
    return Optional.empty();
  }

  private static ScriptRewriter.Pair alone(ScriptNode node) {
    return new ScriptRewriter.Pair(node, ScriptNode.of("Identity"));
  }

  private ScriptNode convolution(ScriptNode conv, ScriptNode norm) {
    return ScriptNode.of((fused ? "Fused" : "Biased") + conv.className())
        .parameter("weight", scaled(conv, norm))
        .constant("stride", conv.integer("stride"))
        .constant("padding", conv.integer("padding"))
        .constant("groups", conv.integer("groups"))
        .parameter("bias", shift(norm));
  }

  private static ScriptNode linear(ScriptNode node, int activation) {
    Weights weight = node.weights("weight");
    long[] matrix = {weight.shape()[0], weight.shape()[1]};
    return ScriptNode.of("FusedLinear")
        .parameter("weight", Weights.lazy(matrix, () -> finite(weight.values())))
        .parameter("bias", node.weights("bias"))
        .constant("activation", (long) activation);
  }

  private static Weights scaled(ScriptNode conv, ScriptNode norm) {
    Weights weight = conv.weights("weight");
    return Weights.lazy(
        weight.shape(),
        () -> {
          double[] factors = factors(norm);
          float[] values = weight.values().clone();
          int each = values.length / factors.length;
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factors[i / each]);
          }
          return finite(values);
        });
  }

  private static Weights shift(ScriptNode norm) {
    Weights bias = norm.weights("bias");
    return Weights.lazy(
        bias.shape(),
        () -> {
          double[] factors = factors(norm);
          float[] mean = norm.weights("running_mean").values();
          float[] values = bias.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] - mean[i] * factors[i]);
          }
          return finite(values);
        });
  }

  /** oneDNN's activations swallow what is not finite, which has to be seen. */
  private static float[] finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IncompatibleModelException("the network has weights that are not finite");
      }
    }
    return values;
  }

  /** By how much each channel is multiplied. */
  private static double[] factors(ScriptNode norm) {
    double eps = norm.number("eps");
    float[] weight = norm.weights("weight").values();
    float[] variance = norm.weights("running_var").values();
    double[] factors = new double[weight.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = weight[i] / Math.sqrt(variance[i] + eps);
    }
    return factors;
  }
}
