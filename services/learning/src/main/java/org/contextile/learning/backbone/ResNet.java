// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.backbone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.contextile.learning.script.MemoryLayout;
import org.contextile.learning.script.ScriptArchive;
import org.contextile.learning.script.ScriptNode;
import org.contextile.learning.script.ScriptProgram;
import org.contextile.learning.script.Weights;

/**
 * Residual networks (He et al., arXiv 1512.03385) with random weights: float32 N×3×H×W → N×D.
 * Convolutions start normal with variance 2 / (k² · outputs), as in the paper's reference code.
 */
public final class ResNet {

  private final Random random;

  private ResNet(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Writes a network as TorchScript; the same settings and seed give the same bytes.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, ResNetSettings settings, long seed) throws IOException {
    ScriptProgram program = ScriptProgram.resource(ResNet.class, "resnet.py");
    ScriptArchive.write(
        file, new ResNet(seed).network(settings), program, MemoryLayout.CHANNELS_LAST);
  }

  private ScriptNode network(ResNetSettings settings) {
    int stem = settings.widths().get(0);
    ScriptNode root =
        ScriptNode.of("ResNet").child("conv1", conv(3, stem, 3, 2)).child("bn1", batchNorm(stem));
    int inputs = stem;
    for (int stage = 0; stage < 4; stage++) {
      int width = settings.widths().get(stage);
      int stride = stage == 0 ? 1 : 2;
      root.child("layer" + (stage + 1), stage(inputs, width, settings.blocks().get(stage), stride));
      inputs = width;
    }
    return root;
  }

  private ScriptNode stage(int inputs, int width, int count, int stride) {
    List<ScriptNode> blocks = new ArrayList<>();
    blocks.add(stride == 1 && inputs == width ? block(width) : downBlock(inputs, width, stride));
    while (blocks.size() < count) {
      blocks.add(block(width));
    }
    return ScriptNode.chain(blocks);
  }

  private ScriptNode block(int width) {
    return body(ScriptNode.of("Block"), width, width, 1);
  }

  private ScriptNode downBlock(int inputs, int width, int stride) {
    List<ScriptNode> shortcut = List.of(conv(inputs, width, 1, stride), batchNorm(width));
    return body(ScriptNode.of("DownBlock"), inputs, width, stride)
        .child("downsample", ScriptNode.chain(shortcut));
  }

  private ScriptNode body(ScriptNode block, int inputs, int width, int stride) {
    return block
        .child("conv1", conv(inputs, width, 3, stride))
        .child("bn1", batchNorm(width))
        .child("conv2", conv(width, width, 3, 1))
        .child("bn2", batchNorm(width));
  }

  private ScriptNode conv(int inputs, int outputs, int kernel, int stride) {
    double deviation = Math.sqrt(2.0 / ((double) kernel * kernel * outputs));
    float[] values = new float[outputs * inputs * kernel * kernel];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return ScriptNode.of("Conv")
        .parameter("weight", new Weights(new long[] {outputs, inputs, kernel, kernel}, values))
        .constant("stride", (long) stride)
        .constant("padding", (long) kernel / 2);
  }

  private static ScriptNode batchNorm(int width) {
    return ScriptNode.of("BatchNorm")
        .parameter("weight", Weights.filled(1, width))
        .parameter("bias", Weights.filled(0, width))
        .buffer("running_mean", Weights.filled(0, width))
        .buffer("running_var", Weights.filled(1, width));
  }
}
