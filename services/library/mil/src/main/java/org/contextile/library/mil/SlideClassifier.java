// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadWeights;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/**
 * The classifier that a cross-validation leaves: the networks of its folds in one TorchScript
 * archive, their probabilities and attention averaged.
 *
 * <p>Why the average and not one network refitted to everything: the whole cohort teaches it, yet
 * each member stopped by slides it was not fitted to, which a refit would not have; and the members
 * are what the cross-validation measured. By Jensen's inequality the average's cross-entropy is at
 * most the members' mean.
 */
public final class SlideClassifier implements AutoCloseable {
  private final ScriptModule module;

  private SlideClassifier(ScriptModule module) {
    this.module = module;
  }

  /**
   * Writes the networks of a head's folds to an archive whose {@code forward} maps features [n, D]
   * to log-probabilities [C] in float64, attention [n], attention before the softmax [n] and the
   * probabilities [n, C] of each tile alone.
   */
  public static void write(Path archive, Head head, List<HeadWeights> folds) throws IOException {
    ScriptNode root = ScriptNode.of("Ensemble");
    for (int i = 0; i < folds.size(); i++) {
      root.child("head" + i, head.node(folds.get(i)));
    }
    ScriptProgram program = ensemble(folds.size()).and(head.program());
    ScriptArchive.write(archive, root, program, MemoryLayout.CONTIGUOUS);
  }

  /** Loads what {@link #write} wrote. */
  public static SlideClassifier load(Path archive, Device device) {
    return new SlideClassifier(ScriptModule.load(archive, device, false));
  }

  static SlideClassifier of(Head head, List<HeadWeights> folds, Device device) throws IOException {
    Path archive = Files.createTempFile("classifier", ".pt");
    try {
      write(archive, head, folds);
      return load(archive, device);
    } finally {
      Files.delete(archive);
    }
  }

  /**
   * Scores one bag.
   *
   * @param features [n, D] row by row
   * @param instances n, at least one
   */
  public BagScores score(float[] features, int instances) {
    try (NDManager step = newStep()) {
      Shape shape = new Shape(instances, features.length / instances);
      NDList results = run(step.create(features, shape), step);
      float[] tiles = results.get(3).toFloatArray();
      int classes = tiles.length / instances;
      float[][] byTile = new float[instances][classes];
      for (int i = 0; i < tiles.length; i++) {
        byTile[i / classes][i % classes] = tiles[i];
      }
      return new BagScores(
          probabilities(results),
          results.get(1).toFloatArray(),
          results.get(2).toFloatArray(),
          byTile);
    }
  }

  @Override
  public void close() {
    module.close();
  }

  NDManager newStep() {
    return module.scope().newSubManager();
  }

  /** Log-probabilities [C] of a bag. */
  double[] logProbabilities(NDArray features, NDManager step) {
    return run(features, step).get(0).toDoubleArray();
  }

  private NDList run(NDArray features, NDManager step) {
    NDList results = module.infer(ScriptCall.of("forward").tensor(features));
    results.attach(step);
    return results;
  }

  /** Through the softmax again, so that they sum to 1. */
  private static double[] probabilities(NDList results) {
    return Softmax.of(results.get(0).toDoubleArray());
  }

  private static ScriptProgram ensemble(int heads) {
    String calls =
        IntStream.range(0, heads)
            .mapToObj("self.head%d.forward(x)"::formatted)
            .collect(Collectors.joining(", "));
    return ScriptProgram.resource(
        SlideClassifier.class,
        "ensemble.py",
        text ->
            text.replace("[HEADS]", "[" + calls + "]")
                .replace("LOG_HEADS", Double.toString(Math.log(heads))));
  }
}
