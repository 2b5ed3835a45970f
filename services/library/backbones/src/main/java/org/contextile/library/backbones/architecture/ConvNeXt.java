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
 * A ConvNeXt of given sizes. Blocks are counted through all stages ({@code stages.i.blocks.j}). Cut
 * after a block, it has no last norm ({@code head.norm}, or {@code norm_pre}), and the feature is
 * the average of that block's output over positions.
 *
 * @param widths of the four stages
 * @param depths their blocks
 * @param pointwise whether matrices are stored as 1×1 convolutions
 * @param responseNorm whether blocks have global response normalisation
 * @param scaled whether they have layer scales
 * @param normFirst whether the last norm comes before the average over positions
 * @param hidden width of a layer behind the last norm; 0 for none
 */
record ConvNeXt(
    List<Integer> widths,
    List<Integer> depths,
    boolean pointwise,
    boolean responseNorm,
    boolean scaled,
    boolean normFirst,
    int hidden,
    double eps)
    implements Architecture.Blueprint {

  private static final int EXPANSION = 4;
  private static final int KERNEL = 7;

  @Override
  public int blocks() {
    return depths.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public ScriptProgram program() {
    return Programs.named("convnext.py");
  }

  @Override
  public MemoryLayout layout() {
    return MemoryLayout.CHANNELS_LAST;
  }

  @Override
  public ScriptNode assemble(Layers layers, int blocks) {
    SequencedMap<String, ScriptNode> network = new LinkedHashMap<>();
    Layers stem = layers.at("stem");
    ScriptNode patches = stem.at(0).biasedConv(3, widths.getFirst(), 4, 4, 0, 1);
    network.put("stem", ScriptNode.chain(List.of(patches, norm(stem.at(1), widths.getFirst()))));
    List<ScriptNode> made = new ArrayList<>();
    int left = blocks;
    for (int i = 0; i < depths.size() && left > 0; i++) {
      int count = Math.min(left, depths.get(i));
      made.add(stage(layers.at("stages").at(i), i, count));
      left -= count;
    }
    network.put("stages", ScriptNode.chain(made));
    boolean whole = blocks == blocks();
    if (whole && normFirst) {
      network.put("norm_pre", norm(layers.at("norm_pre"), widths.getLast()));
    }
    boolean normed = whole && !normFirst;
    network.put("head", normed ? head(layers.at("head")) : ScriptNode.of("AveragePool"));
    return ScriptNode.sequence("ConvNeXt", network);
  }

  @Override
  public boolean dispensable(String name, int blocks) {
    if (name.startsWith("head.fc.")) {
      return true;
    }
    int stage = Names.index(name, "stages.");
    if (stage < 0 || stage >= depths.size()) {
      return blocks < blocks()
          && (name.startsWith("head.norm.")
              || name.startsWith("head.pre_logits.")
              || name.startsWith("norm_pre."));
    }
    int first = depths.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
    int block = Names.index(name, "stages." + stage + ".blocks.");
    return name.startsWith("stages." + stage + ".downsample.")
        ? first >= blocks
        : block >= 0 && block < depths.get(stage) && first + block >= blocks;
  }

  private ScriptNode stage(Layers place, int stage, int count) {
    int width = widths.get(stage);
    SequencedMap<String, ScriptNode> parts = new LinkedHashMap<>();
    if (stage > 0) {
      int inputs = widths.get(stage - 1);
      Layers down = place.at("downsample");
      parts.put(
          "downsample",
          ScriptNode.chain(
              List.of(norm(down.at(0), inputs), down.at(1).biasedConv(inputs, width, 2, 2, 0, 1))));
    }
    List<ScriptNode> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(block(place.at("blocks").at(i), width));
    }
    parts.put("blocks", ScriptNode.chain(blocks));
    return ScriptNode.sequence("Stage" + stage, parts);
  }

  private ScriptNode block(Layers place, int width) {
    ScriptNode block =
        ScriptNode.of(scaled ? "ScaledBlock" : "Block")
            .child("conv_dw", place.at("conv_dw").biasedConv(width, width, KERNEL, 1, 3, width))
            .child("norm", place.at("norm").layerNorm(width, eps))
            .child("mlp", mlp(place.at("mlp"), width, EXPANSION * width));
    return scaled
        ? block.parameter("gamma", place.source().take(place.name("gamma"), width))
        : block;
  }

  private ScriptNode mlp(Layers place, int width, int inner) {
    ScriptNode mlp =
        ScriptNode.of(responseNorm ? "ResponseMlp" : "Mlp")
            .child("fc1", matrix(place.at("fc1"), width, inner))
            .then("act", ScriptNode.of("Gelu"));
    if (responseNorm) {
      Layers grn = place.at("grn");
      mlp.child(
          "grn",
          ScriptNode.of("ResponseNorm")
              .parameter("weight", grn.source().take(grn.name("weight"), inner))
              .parameter("bias", grn.source().take(grn.name("bias"), inner)));
    }
    return mlp.child("fc2", matrix(place.at("fc2"), inner, width));
  }

  private ScriptNode matrix(Layers place, int inputs, int outputs) {
    if (!pointwise) {
      return place.linear(inputs, outputs, true);
    }
    return ScriptNode.of("PointConv")
        .parameter("weight", place.source().take(place.name("weight"), outputs, inputs, 1, 1))
        .parameter("bias", place.source().take(place.name("bias"), outputs));
  }

  private ScriptNode head(Layers place) {
    int width = widths.getLast();
    ScriptNode head =
        ScriptNode.of(hidden > 0 ? "HiddenHead" : "Head")
            .child("norm", place.at("norm").layerNorm(width, eps));
    return hidden == 0
        ? head
        : head.child(
            "pre_logits",
            ScriptNode.of("Hidden")
                .child("fc", place.at("pre_logits").at("fc").linear(width, hidden, true)));
  }

  /** Over the channels of N×C×H×W. */
  private ScriptNode norm(Layers place, int channels) {
    return place.layerNorm("ChannelNorm", channels, eps);
  }
}
