// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import org.contextile.library.torch.ScriptNode;

/**
 * Makes the layers of {@code layers.py} below a place in the tree of names, with tensors from a
 * source.
 */
final class Layers {

  private final WeightsSource source;
  private final String place;

  private Layers(WeightsSource source, String place) {
    this.source = source;
    this.place = place;
  }

  /** At the root. */
  static Layers of(WeightsSource source) {
    return new Layers(source, "");
  }

  /** One step down. */
  Layers at(String name) {
    return new Layers(source, place + name + ".");
  }

  /** One step down, in a list. */
  Layers at(int index) {
    return at(Integer.toString(index));
  }

  WeightsSource source() {
    return source;
  }

  String name(String member) {
    return place + member;
  }

  /** A square convolution without bias that keeps the size at stride 1. */
  ScriptNode conv(int inputs, int outputs, int kernel, int stride) {
    return conv("Conv", inputs, outputs, kernel, stride, kernel / 2, 1);
  }

  /** A square convolution without bias. */
  ScriptNode conv(
      String className, int inputs, int outputs, int kernel, int stride, int padding, int groups) {
    return ScriptNode.of(className)
        .parameter(
            "weight", source.take(name("weight"), outputs, (long) inputs / groups, kernel, kernel))
        .constant("stride", (long) stride)
        .constant("padding", (long) padding)
        .constant("groups", (long) groups);
  }

  /** The same with a bias. */
  ScriptNode biasedConv(int inputs, int outputs, int kernel, int stride, int padding, int groups) {
    return conv("BiasedConv", inputs, outputs, kernel, stride, padding, groups)
        .parameter("bias", source.take(name("bias"), outputs));
  }

  ScriptNode batchNorm(int channels, double eps) {
    return batchNorm("BatchNorm", channels, eps);
  }

  /** Batch normalisation by a class of one's own. */
  ScriptNode batchNorm(String className, int channels, double eps) {
    return ScriptNode.of(className)
        .parameter("weight", source.take(name("weight"), channels))
        .parameter("bias", source.take(name("bias"), channels))
        .buffer("running_mean", source.take(name("running_mean"), channels))
        .buffer("running_var", source.take(name("running_var"), channels))
        .constant("eps", eps);
  }

  ScriptNode linear(int inputs, int outputs, boolean bias) {
    ScriptNode linear =
        ScriptNode.of(bias ? "Linear" : "UnbiasedLinear")
            .parameter("weight", source.take(name("weight"), outputs, inputs));
    return bias ? linear.parameter("bias", source.take(name("bias"), outputs)) : linear;
  }

  ScriptNode layerNorm(int channels, double eps) {
    return layerNorm("LayerNorm", channels, eps);
  }

  /** Layer normalisation by a class of one's own. */
  ScriptNode layerNorm(String className, int channels, double eps) {
    return ScriptNode.of(className)
        .parameter("weight", source.take(name("weight"), channels))
        .parameter("bias", source.take(name("bias"), channels))
        .constant("eps", eps);
  }
}
