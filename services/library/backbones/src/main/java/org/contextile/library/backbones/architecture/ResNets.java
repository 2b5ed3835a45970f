// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/**
 * Residual networks (He et al., arXiv 1512.03385) as in torchvision and timm, their wide and
 * grouped variants, and two small ones of ours with a narrow stem.
 *
 * <p>libtorch's CPU kernel for the weight gradients of a strided 1×1 convolution writes past its
 * buffer where the input has fewer than 16 channels in the channels-last layout (seen in 2.7.1,
 * also from Python), so narrower stages are refused.
 */
final class ResNets implements Architecture {

  private static final List<Integer> CHANNELS = List.of(64, 128, 256, 512);
  private static final int MIN_WIDTH = 16;
  private static final int MAX_WIDTH = 8192;

  private static final Map<String, Map<String, Object>> MEMBERS = members();

  private static Map<String, Map<String, Object>> members() {
    Map<String, Map<String, Object>> members = new LinkedHashMap<>();
    members.put("resnet18", Map.of("block", "basic", "layers", List.of(2, 2, 2, 2)));
    members.put("resnet34", Map.of("block", "basic", "layers", List.of(3, 4, 6, 3)));
    members.put("resnet26", Map.of("layers", List.of(2, 2, 2, 2)));
    members.put("resnet50", Map.of("layers", List.of(3, 4, 6, 3)));
    members.put("resnet101", Map.of("layers", List.of(3, 4, 23, 3)));
    members.put("resnet152", Map.of("layers", List.of(3, 8, 36, 3)));
    members.put("wide_resnet50_2", Map.of("layers", List.of(3, 4, 6, 3), "base_width", 128));
    members.put("wide_resnet101_2", Map.of("layers", List.of(3, 4, 23, 3), "base_width", 128));
    members.put(
        "resnext50_32x4d",
        Map.of("layers", List.of(3, 4, 6, 3), "cardinality", 32, "base_width", 4));
    members.put(
        "resnext101_32x8d",
        Map.of("layers", List.of(3, 4, 23, 3), "cardinality", 32, "base_width", 8));
    members.put("resnet-small", ours(16, List.of(1, 1, 1, 1)));
    members.put("resnet-medium", ours(32, List.of(2, 2, 2, 2)));
    return members;
  }

  private static Map<String, Object> ours(int width, List<Integer> layers) {
    List<Integer> channels = List.of(width, 2 * width, 4 * width, 8 * width);
    return Map.of("block", "basic", "layers", layers, "channels", channels, "stem", width);
  }

  @Override
  public List<String> names() {
    return List.copyOf(MEMBERS.keySet());
  }

  @Override
  public Optional<Blueprint> blueprint(BackboneConfig config) {
    Map<String, Object> own = MEMBERS.get(config.architecture());
    return own == null ? Optional.empty() : Optional.of(read(new Arguments(config, own)));
  }

  private static Plan read(Arguments arguments) {
    boolean bottleneck = arguments.text("block", "bottleneck").equals("bottleneck");
    List<Integer> layers = arguments.integers("layers", List.of());
    List<Integer> channels = arguments.integers("channels", CHANNELS);
    if (layers.size() != 4 || layers.stream().anyMatch(n -> n < 1 || n > 200)) {
      throw arguments.wrong("layers", layers);
    }
    if (channels.size() != 4 || channels.stream().anyMatch(n -> n < MIN_WIDTH || n > MAX_WIDTH)) {
      throw arguments.wrong("channels", channels);
    }
    int stem = arguments.integer("stem", CHANNELS.getFirst(), MIN_WIDTH, MAX_WIDTH);
    int cardinality = arguments.integer("cardinality", 1, 1, 256);
    int baseWidth = arguments.integer("base_width", 64, 1, 1024);
    int stages = 4;
    if (arguments.flag("features_only", false)) {
      // The way in which CLAM truncates: the last of timm's feature maps, of which 0 is the stem.
      List<Integer> indices = arguments.integers("out_indices", List.of(1, 2, 3, 4));
      stages = indices.isEmpty() ? 0 : indices.getLast();
      if (stages < 1 || stages > 4) {
        throw arguments.wrong("out_indices", indices);
      }
    }
    String pool = arguments.text("global_pool", "avg");
    if (!pool.equals("avg") && !pool.isEmpty()) {
      throw arguments.wrong("global_pool", pool);
    }
    arguments.ignoring("num_classes", "pretrained", "in_chans", "zero_init_last").finish();
    return new Plan(bottleneck, layers.subList(0, stages), channels, stem, cardinality, baseWidth);
  }

  private record Plan(
      boolean bottleneck,
      List<Integer> layers,
      List<Integer> channels,
      int stem,
      int cardinality,
      int baseWidth)
      implements Blueprint {

    private static final double EPS = 1e-5;

    @Override
    public int blocks() {
      return layers.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public ScriptProgram program() {
      return Programs.named("resnet.py");
    }

    @Override
    public MemoryLayout layout() {
      return MemoryLayout.CHANNELS_LAST;
    }

    @Override
    public ScriptNode assemble(Layers layers, int blocks) {
      SequencedMap<String, ScriptNode> network = new LinkedHashMap<>();
      network.put("conv1", layers.at("conv1").conv(3, stem, 7, 2));
      network.put("bn1", layers.at("bn1").batchNorm("BatchNormRelu", stem, EPS));
      network.put("maxpool", ScriptNode.of("MaxPool"));
      int inputs = stem;
      int left = blocks;
      for (int stage = 0; stage < this.layers.size() && left > 0; stage++) {
        String name = "layer" + (stage + 1);
        int count = Math.min(left, this.layers.get(stage));
        network.put(name, stage(layers.at(name), inputs, stage, count));
        inputs = outputs(stage);
        left -= count;
      }
      network.put("global_pool", ScriptNode.of("AveragePool"));
      return ScriptNode.sequence("ResNet", network);
    }

    @Override
    public boolean dispensable(String name, int blocks) {
      if (name.startsWith("fc.") || name.endsWith(".num_batches_tracked")) {
        return true;
      }
      int first = 0;
      for (int stage = 0; stage < 4; stage++) {
        String prefix = "layer" + (stage + 1) + ".";
        if (name.startsWith(prefix)) {
          int dot = name.indexOf('.', prefix.length());
          int block = Names.index(name, prefix.length(), dot);
          return stage >= layers.size()
              || (block >= 0 && block < layers.get(stage) && first + block >= blocks);
        }
        first += stage < layers.size() ? layers.get(stage) : 0;
      }
      return false;
    }

    private ScriptNode stage(Layers place, int inputs, int stage, int count) {
      List<ScriptNode> made = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int stride = i == 0 && stage > 0 ? 2 : 1;
        made.add(block(place.at(i), i == 0 ? inputs : outputs(stage), stage, stride));
      }
      return ScriptNode.chain(made);
    }

    private ScriptNode block(Layers place, int inputs, int stage, int stride) {
      int outputs = outputs(stage);
      boolean down = stride != 1 || inputs != outputs;
      ScriptNode block =
          bottleneck
              ? bottleneck(place, inputs, stage, stride, down ? "BottleneckDown" : "Bottleneck")
              : basic(place, inputs, stage, stride, down ? "BasicDown" : "Basic");
      if (down) {
        Layers shortcut = place.at("downsample");
        block.child(
            "downsample",
            ScriptNode.chain(
                List.of(
                    shortcut.at(0).conv(inputs, outputs, 1, stride),
                    shortcut.at(1).batchNorm(outputs, EPS))));
      }
      return block;
    }

    private ScriptNode basic(Layers place, int inputs, int stage, int stride, String className) {
      int width = channels.get(stage);
      return ScriptNode.of(className)
          .child("conv1", place.at("conv1").conv(inputs, width, 3, stride))
          .then("bn1", place.at("bn1").batchNorm("BatchNormRelu", width, EPS))
          .child("conv2", place.at("conv2").conv(width, width, 3, 1))
          .then("bn2", place.at("bn2").batchNorm(width, EPS));
    }

    private ScriptNode bottleneck(
        Layers place, int inputs, int stage, int stride, String className) {
      int width = channels.get(stage) * baseWidth / 64 * cardinality;
      return ScriptNode.of(className)
          .child("conv1", place.at("conv1").conv(inputs, width, 1, 1))
          .then("bn1", place.at("bn1").batchNorm("BatchNormRelu", width, EPS))
          .child("conv2", place.at("conv2").conv("Conv", width, width, 3, stride, 1, cardinality))
          .then("bn2", place.at("bn2").batchNorm("BatchNormRelu", width, EPS))
          .child("conv3", place.at("conv3").conv(width, outputs(stage), 1, 1))
          .then("bn3", place.at("bn3").batchNorm(outputs(stage), EPS));
    }

    private int outputs(int stage) {
      return channels.get(stage) * (bottleneck ? 4 : 1);
    }
  }
}
