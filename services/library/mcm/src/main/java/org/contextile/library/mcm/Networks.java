// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.mcm.Stopwatch.Part;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Torch;

/** Student, teacher, predictor and augmentation of one training: batch in, gradients out. */
final class Networks implements AutoCloseable {

  private final Backbone student;
  private final Teacher teacher;
  private final McmRecipe recipe;
  private final int patchPx;
  private final ScriptModule predictor;
  private final ScriptModule augment;

  Networks(Backbone student, Teacher teacher, McmRecipe recipe, int patchPx) throws IOException {
    this.student = student;
    this.teacher = teacher;
    this.recipe = recipe;
    this.patchPx = patchPx;
    Path directory = Files.createTempDirectory("predictor");
    Path archive = directory.resolve("program.pt");
    try {
      PredictorWeights weights = PredictorWeights.random(recipe.seed());
      PredictorNetwork.write(archive, recipe, student.dimensions(), teacher.dimensions(), weights);
      this.predictor = ScriptModule.load(archive, student.device(), true);
      ScriptArchive.write(
          archive,
          ScriptNode.of("Augment"),
          ScriptProgram.resource(Networks.class, "augment.py"),
          MemoryLayout.CONTIGUOUS);
      this.augment = ScriptModule.load(archive, student.device(), false);
    } finally {
      Files.deleteIfExists(archive);
      Files.delete(directory);
    }
  }

  Backbone student() {
    return student;
  }

  /** The predictor's parameters; thrown away after training. */
  List<ModuleParameter> predictorParameters() {
    return predictor.parameters();
  }

  /**
   * Adds the gradients of one batch, weighted by its shares of the step.
   *
   * @param step for the failure's message
   * @return the batch's parts of the step's loss, masked loss and visible loss
   * @throws NonFiniteStepException if the loss is not finite
   * @throws org.contextile.library.torch.ScriptException if libtorch fails, wherever in the batch
   */
  float[] learn(ContextBatch batch, int step, Stopwatch watch) {
    return Torch.checked("step", () -> learnUnchecked(batch, step, watch));
  }

  private float[] learnUnchecked(ContextBatch batch, int step, Stopwatch watch) {
    try (NDManager scope = student.scope().newSubManager()) {
      NDArray pixels = augmented(batch, scope);
      NDArray input = student.normalise(pixels);
      watch.lap(Part.PIXELS);
      NDArray targets = targets(batch, pixels, scope);
      watch.lap(Part.TEACHER);
      NDArray features = student.forward(rows(input, 0, batch.visible(), batch.patches()), true);
      watch.lap(Part.STUDENT);
      int cells = recipe.context().cells();
      NDArray state = scope.create(batch.state(), new Shape(batch.windows(), cells));
      ScriptCall call =
          ScriptCall.of("learn")
              .tensor(features)
              .tensor(state)
              .tensor(targets)
              .tensor(scope.create(batch.share().toArray()));
      float[] losses = predictor.learn(call).get(0).toFloatArray();
      watch.lap(Part.BACKWARD);
      if (!Float.isFinite(losses[0])) {
        throw new NonFiniteStepException(step, firstNonFinite(targets, features));
      }
      return losses;
    }
  }

  private NDArray augmented(ContextBatch batch, NDManager scope) {
    Shape shape = new Shape(batch.patches(), patchPx, patchPx, 3);
    NDArray pixels = scope.create(batch.pixels(), shape, DataType.UINT8);
    if (batch.turns().length > 0) {
      NDArray turns = scope.create(batch.turns(), new Shape(batch.patches()));
      pixels = augment.learn(ScriptCall.of("turn").tensor(pixels).tensor(turns)).get(0);
    }
    if (batch.stains().length > 0) {
      NDArray stains = scope.create(batch.stains(), new Shape(batch.patches(), 3, 3));
      pixels = augment.learn(ScriptCall.of("stain").tensor(pixels).tensor(stains)).get(0);
    }
    return pixels;
  }

  private NDArray targets(ContextBatch batch, NDArray pixels, NDManager scope) {
    int first = recipe.needsVisibleTargets() ? 0 : batch.visible();
    return switch (teacher) {
      case Teacher.Online(Backbone backbone) -> {
        NDArray needed = rows(pixels, first, batch.patches(), batch.patches());
        // Not in inference mode: the loss keeps the targets for its backward pass. The teacher's
        // parameters want no gradients, so nothing is recorded.
        yield backbone.forward(backbone.normalise(needed), true);
      }
      case Teacher.Cached(TeacherTargets cached) ->
          scope.create(batch.targets(), new Shape(batch.patches() - first, cached.dimensions()));
    };
  }

  private static NDArray rows(NDArray array, int from, int to, int all) {
    return from == 0 && to == all ? array : array.get(new NDIndex(from + ":" + to));
  }

  private static String firstNonFinite(NDArray targets, NDArray features) {
    if (!finite(targets)) {
      return "the teacher's features";
    }
    return finite(features) ? "the loss" : "the student's features";
  }

  static boolean finite(NDArray array) {
    for (float value : array.toFloatArray()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    predictor.close();
    augment.close();
  }
}
