// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.torch.Torch;

/** Runs a stranger's model once before anybody relies on it. */
final class Trial {

  private Trial() {}

  /**
   * D of the model's output, found with batches of one and three.
   *
   * @throws IncompatibleModelException if the output is not float32, finite and N×D
   * @throws ScriptException if memory does not suffice
   */
  static int dimensions(Backbone backbone) {
    int one = dimensions(backbone, 1);
    int three = dimensions(backbone, 3);
    if (one != three) {
      throw new IncompatibleModelException(
          "the feature's length depends on the batch: %d and %d".formatted(one, three));
    }
    return one;
  }

  private static int dimensions(Backbone backbone, int batch) {
    try {
      return Torch.checked("trial", () -> tried(backbone, batch));
    } catch (ScriptException e) {
      throw IncompatibleModelException.unlessOutOfMemory(
          "the trial on %d images of %d px fails".formatted(batch, backbone.input().sizePx()), e);
    } catch (IndexOutOfBoundsException | ClassCastException | UnsupportedOperationException e) {
      throw new IncompatibleModelException("the model does not give one tensor", e);
    }
  }

  private static int tried(Backbone backbone, int batch) {
    try (NDManager scope = backbone.scope().newSubManager()) {
      NDArray features = backbone.forward(input(backbone, scope, batch), false);
      Shape shape = features.getShape();
      String expected = "float32 %d×D".formatted(batch);
      if (shape.dimension() != 2 || shape.get(0) != batch || shape.get(1) < 1) {
        throw new IncompatibleModelException(
            "the model gives %s for %d images instead of %s".formatted(shape, batch, expected));
      }
      if (features.getDataType() != DataType.FLOAT32) {
        throw new IncompatibleModelException(
            "the model gives %s instead of %s".formatted(features.getDataType(), expected));
      }
      for (float value : features.toFloatArray()) {
        if (!Float.isFinite(value)) {
          throw new IncompatibleModelException("the model gives features that are not finite");
        }
      }
      return Math.toIntExact(shape.get(1));
    }
  }

  /**
   * The parameters that receive a gradient.
   *
   * @throws IncompatibleModelException if there are none
   * @throws ScriptException if memory does not suffice
   */
  static List<ModuleParameter> gradients(Backbone backbone) {
    List<ModuleParameter> named = backbone.parameters();
    if (named.isEmpty()) {
      throw new IncompatibleModelException(
          "the model has no parameters to train; a frozen TorchScript module cannot be a student");
    }
    List<ModuleParameter> reached;
    try {
      reached = Torch.checked("trial", () -> reached(backbone, named));
    } catch (ScriptException e) {
      throw IncompatibleModelException.unlessOutOfMemory("no gradient flows", e);
    }
    if (reached.isEmpty()) {
      throw new IncompatibleModelException("no gradient reaches the model's parameters");
    }
    return reached;
  }

  private static List<ModuleParameter> reached(Backbone backbone, List<ModuleParameter> named) {
    List<NDArray> parameters = named.stream().map(ModuleParameter::tensor).toList();
    try (NDManager scope = backbone.scope().newSubManager()) {
      NDArray features = backbone.forward(input(backbone, scope, 2), true);
      ScriptCall probe = ScriptCall.of("probe").tensor(features).tensors(parameters);
      long[] arrived = backbone.pixels().learn(probe).get(0).toLongArray();
      return IntStream.range(0, arrived.length)
          .filter(i -> arrived[i] == 1)
          .mapToObj(named::get)
          .toList();
    }
  }

  // A ramp, so that no channel is constant.
  private static NDArray input(Backbone backbone, NDManager scope, int batch) {
    int side = backbone.input().sizePx();
    Shape shape = new Shape(batch, side, side, 3);
    NDArray bytes =
        scope.arange((int) shape.size()).mod(251).toType(DataType.UINT8, false).reshape(shape);
    return backbone.normalise(bytes);
  }
}
