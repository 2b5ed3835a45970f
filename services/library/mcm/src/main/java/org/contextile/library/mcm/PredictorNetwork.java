// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;

/** Assembles the predictor: the transformer of the method, or the control's linear head. */
final class PredictorNetwork {

  private static final int MLP_RATIO = 4;

  private final PredictorWeights weights;

  private PredictorNetwork(PredictorWeights weights) {
    this.weights = weights;
  }

  /**
   * Writes it as TorchScript.
   *
   * @param inputs d, the student's dimension
   * @param outputs D, the teacher's dimension
   */
  static void write(Path file, McmRecipe recipe, int inputs, int outputs, PredictorWeights weights)
      throws IOException {
    PredictorNetwork network = new PredictorNetwork(weights);
    ScriptNode root =
        switch (recipe.method()) {
          case MASKED_CONTEXT -> network.context(recipe, inputs, outputs);
          case PLAIN_DISTILLATION ->
              ScriptNode.of("LinearPredictor")
                  .child("head", network.linear("head", inputs, outputs))
                  .child("loss", loss(recipe.loss()));
        };
    ScriptProgram program = ScriptProgram.resource(PredictorNetwork.class, "predictor.py");
    ScriptArchive.write(file, root, program, MemoryLayout.CONTIGUOUS);
  }

  private ScriptNode context(McmRecipe recipe, int inputs, int outputs) {
    int width = recipe.predictor().width();
    int side = recipe.context().windowSize();
    List<ScriptNode> layers = new ArrayList<>();
    for (int i = 0; i < recipe.predictor().depth(); i++) {
      layers.add(layer("layers." + i + ".", width, recipe.predictor().heads()));
    }
    return ScriptNode.of("ContextPredictor")
        .child("embed", linear("embed", inputs, width))
        .parameter("mask_token", weights.get("mask_token", 1, width))
        .buffer("position", positions(side, width))
        .child("layers", ScriptNode.chain(layers, List.of("present")))
        .child("norm", norm("norm", width))
        .child("head", linear("head", width, outputs))
        .child("loss", loss(recipe.loss()))
        .constant("visible_weight", recipe.loss().visibleWeight());
  }

  private ScriptNode layer(String prefix, int width, int heads) {
    ScriptNode attention =
        ScriptNode.of("Attention")
            .child("qkv", linear(prefix + "attn.qkv", width, 3 * width))
            .child("proj", linear(prefix + "attn.proj", width, width))
            .constant("heads", (long) heads);
    return ScriptNode.of("Layer")
        .child("norm1", norm(prefix + "norm1", width))
        .child("attn", attention)
        .child("norm2", norm(prefix + "norm2", width))
        .child("fc1", linear(prefix + "fc1", width, MLP_RATIO * width))
        .child("fc2", linear(prefix + "fc2", MLP_RATIO * width, width));
  }

  private ScriptNode linear(String name, int inputs, int outputs) {
    return ScriptNode.of("Linear")
        .parameter("weight", weights.get(name + ".weight", outputs, inputs))
        .parameter("bias", weights.get(name + ".bias", outputs));
  }

  private ScriptNode norm(String name, int width) {
    return ScriptNode.of("Norm")
        .parameter("weight", weights.get(name + ".weight", width))
        .parameter("bias", weights.get(name + ".bias", width));
  }

  private static ScriptNode loss(LossSettings settings) {
    long norm =
        switch (settings.norm()) {
          case LAYER -> 0;
          case L2 -> 1;
          case NONE -> 2;
        };
    long distance =
        switch (settings.distance()) {
          case SMOOTH_L1 -> 0;
          case COSINE -> 1;
          case SQUARED -> 2;
        };
    return ScriptNode.of("Loss").constant("norm", norm).constant("distance", distance);
  }

  /**
   * The two-dimensional sine-cosine embedding, s²×W: the first half of a row encodes the cell's
   * row, the second its column, each as sines then cosines of frequencies 10000^(−4k/W), k in
   * 0..W/4−1.
   */
  static Weights positions(int side, int width) {
    int quarter = width / 4;
    float[] values = new float[side * side * width];
    for (int place = 0; place < side * side; place++) {
      double[] axes = {Math.floorDiv(place, side), place % side};
      for (int axis = 0; axis < 2; axis++) {
        for (int k = 0; k < quarter; k++) {
          double angle = axes[axis] / Math.pow(10_000, (double) k / quarter);
          int at = place * width + axis * 2 * quarter + k;
          values[at] = (float) Math.sin(angle);
          values[at + quarter] = (float) Math.cos(angle);
        }
      }
    }
    return new Weights(new long[] {(long) side * side, width}, values);
  }
}
