// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/**
 * A network of inverted residuals of given sizes. Blocks are counted through all stages ({@code
 * blocks.i.j}). Cut after a block, it has no last convolution ({@code conv_head}), and the feature
 * is the average of that block's output over positions.
 *
 * @param stem width of the first convolution
 * @param stages already scaled
 * @param head width of the last convolution
 * @param same whether convolutions pad as TensorFlow's
 * @param norm the class of a norm with its activation
 */
record EfficientNet(
    int stem, List<EfficientStage> stages, int head, boolean same, double eps, String norm)
    implements Architecture.Blueprint {

  private static final int SQUEEZE = 4;

  @Override
  public int blocks() {
    return stages.stream().mapToInt(EfficientStage::repeats).sum();
  }

  @Override
  public ScriptProgram program() {
    return Programs.named("efficientnet.py");
  }

  @Override
  public MemoryLayout layout() {
    return MemoryLayout.CHANNELS_LAST;
  }

  @Override
  public ScriptNode assemble(Layers layers, int blocks) {
    SequencedMap<String, ScriptNode> network = new LinkedHashMap<>();
    network.put("conv_stem", conv(layers.at("conv_stem"), 3, stem, 3, 2, 1));
    network.put("bn1", normed(layers.at("bn1"), stem));
    List<ScriptNode> made = new ArrayList<>();
    int inputs = stem;
    int left = blocks;
    for (int i = 0; i < stages.size() && left > 0; i++) {
      EfficientStage stage = stages.get(i);
      int count = Math.min(left, stage.repeats());
      made.add(stage(layers.at("blocks").at(i), inputs, stage, count));
      inputs = stage.channels();
      left -= count;
    }
    network.put("blocks", ScriptNode.chain(made));
    if (blocks == blocks()) {
      network.put("conv_head", layers.at("conv_head").conv(inputs, head, 1, 1));
      network.put("bn2", normed(layers.at("bn2"), head));
    }
    network.put("global_pool", ScriptNode.of("AveragePool"));
    return ScriptNode.sequence("EfficientNet", network);
  }

  @Override
  public boolean dispensable(String name, int blocks) {
    if (name.startsWith("classifier.") || name.endsWith(".num_batches_tracked")) {
      return true;
    }
    int stage = Names.index(name, "blocks.");
    if (stage < 0 || stage >= stages.size()) {
      return blocks < blocks() && (name.startsWith("conv_head.") || name.startsWith("bn2."));
    }
    int block = Names.index(name, "blocks." + stage + ".");
    return block >= 0
        && block < stages.get(stage).repeats()
        && stages.subList(0, stage).stream().mapToInt(EfficientStage::repeats).sum() + block
            >= blocks;
  }

  @Override
  public void translate(TimmStateDict stored) {
    stored.rename(name -> FlatBlockNames.timm(name, stages));
  }

  private ScriptNode stage(Layers place, int inputs, EfficientStage stage, int count) {
    List<ScriptNode> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i == 0 ? inputs : stage.channels();
      int stride = i == 0 ? stage.stride() : 1;
      boolean skip = stride == 1 && from == stage.channels();
      made.add(block(place.at(i), from, stage, stride).constant("skip", skip ? 1L : 0L));
    }
    return ScriptNode.chain(made);
  }

  private ScriptNode block(Layers place, int inputs, EfficientStage stage, int stride) {
    int outputs = stage.channels();
    int inner = inputs * stage.expansion();
    int kernel = stage.kernel();
    return switch (stage.kind()) {
      case SEPARABLE ->
          ScriptNode.of("Separable")
              .child("conv_dw", conv(place.at("conv_dw"), inputs, inputs, kernel, stride, inputs))
              .then("bn1", normed(place.at("bn1"), inputs))
              .child("se", squeeze(place.at("se"), inputs, inputs, stage.squeezed()))
              .child("conv_pw", place.at("conv_pw").conv(inputs, outputs, 1, 1))
              .then("bn2", place.at("bn2").batchNorm(outputs, eps));
      case INVERTED ->
          ScriptNode.of("Inverted")
              .child("conv_pw", place.at("conv_pw").conv(inputs, inner, 1, 1))
              .then("bn1", normed(place.at("bn1"), inner))
              .child("conv_dw", conv(place.at("conv_dw"), inner, inner, kernel, stride, inner))
              .then("bn2", normed(place.at("bn2"), inner))
              .child("se", squeeze(place.at("se"), inner, inputs, stage.squeezed()))
              .child("conv_pwl", place.at("conv_pwl").conv(inner, outputs, 1, 1))
              .then("bn3", place.at("bn3").batchNorm(outputs, eps));
      case FUSED ->
          ScriptNode.of("Fused")
              .child("conv_exp", conv(place.at("conv_exp"), inputs, inner, kernel, stride, 1))
              .then("bn1", normed(place.at("bn1"), inner))
              .child("conv_pwl", place.at("conv_pwl").conv(inner, outputs, 1, 1))
              .then("bn2", place.at("bn2").batchNorm(outputs, eps));
      case PLAIN ->
          ScriptNode.of("Plain")
              .child("conv", conv(place.at("conv"), inputs, outputs, kernel, stride, 1))
              .then("bn1", normed(place.at("bn1"), outputs));
    };
  }

  /** The gate is as narrow as the block's input asks, however wide the inside is. */
  private static ScriptNode squeeze(Layers place, int channels, int inputs, boolean there) {
    if (!there) {
      return ScriptNode.of("Identity");
    }
    int narrow = inputs / SQUEEZE;
    return ScriptNode.of("SqueezeExcite")
        .child("conv_reduce", place.at("conv_reduce").biasedConv(channels, narrow, 1, 1, 0, 1))
        .child("conv_expand", place.at("conv_expand").biasedConv(narrow, channels, 1, 1, 0, 1));
  }

  private ScriptNode conv(
      Layers place, int inputs, int outputs, int kernel, int stride, int groups) {
    return place.conv(
        same ? "SameConv" : "Conv", inputs, outputs, kernel, stride, kernel / 2, groups);
  }

  private ScriptNode normed(Layers place, int channels) {
    return place.batchNorm(norm, channels, eps);
  }
}
