// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), parameter groups and
 * clipping by the global norm. It runs libtorch's fused kernel inside a program; its moments are
 * ordinary tensors that a checkpoint can hold. Agrees with {@code torch.optim.AdamW(fused=True)}
 * after {@code clip_grad_norm_}.
 */
public final class AdamW implements AutoCloseable {

  private final AdamWSettings settings;
  private final ScriptModule program;
  private final List<Group> groups = new ArrayList<>();
  private final List<NDArray> parameters = new ArrayList<>();

  private record Group(
      ParameterGroup of, List<NDArray> parameters, NDList means, NDList squares, NDList steps) {}

  /**
   * Starts with zero moments.
   *
   * @param device where all parameters lie
   */
  public AdamW(Device device, AdamWSettings settings, List<ParameterGroup> groups)
      throws IOException {
    this.settings = settings;
    this.program = loadProgram(device);
    for (ParameterGroup group : groups) {
      List<NDArray> tensors = group.parameters().stream().map(ModuleParameter::tensor).toList();
      this.parameters.addAll(tensors);
      NDList steps = new NDList();
      tensors.forEach(_ -> steps.add(program.scope().zeros(new Shape())));
      this.groups.add(new Group(group, tensors, newMoments(tensors), newMoments(tensors), steps));
    }
  }

  /**
   * Scales all gradients down to the global norm of the settings.
   *
   * @return the norm before; if it is not finite, do not call {@link #step}
   */
  public double clip() {
    try (NDManager scope = program.scope().newSubManager()) {
      NDArray limit = scope.create((float) settings.maxGradientNorm());
      ScriptCall call = ScriptCall.of("clip").tensors(parameters).tensor(limit);
      return first(scope, program.infer(call)).getFloat();
    }
  }

  /**
   * Updates all parameters from their gradients, then sets the gradients to zero.
   *
   * @param learningRate of each group
   */
  public void step(ToDoubleFunction<ParameterGroup> learningRate) {
    for (Group group : groups) {
      // The numbers lie on the CPU even when the parameters do not: the program reads them at once.
      try (NDManager scope = program.scope().newSubManager(Device.cpu())) {
        double rate = learningRate.applyAsDouble(group.of());
        double[] values = {
          rate, settings.beta1(), settings.beta2(), settings.epsilon(), group.of().weightDecay()
        };
        NDArray numbers = scope.create(values, new Shape(values.length));
        ScriptCall call =
            ScriptCall.of("step")
                .tensors(group.parameters())
                .tensors(group.means())
                .tensors(group.squares())
                .tensors(group.steps())
                .tensor(numbers);
        first(scope, program.infer(call));
      }
    }
  }

  /** Sets all gradients to zero without a step. */
  public void discardGradients() {
    try (NDManager scope = program.scope().newSubManager()) {
      first(scope, program.infer(ScriptCall.of("discard").tensors(parameters)));
    }
  }

  /** The parameters without a gradient since they were loaded; they cannot be trained. */
  public List<ModuleParameter> untouched() {
    try (NDManager scope = program.scope().newSubManager()) {
      long[] present =
          first(scope, program.infer(ScriptCall.of("present").tensors(parameters))).toLongArray();
      List<ModuleParameter> all =
          groups.stream().flatMap(g -> g.of().parameters().stream()).toList();
      List<ModuleParameter> untouched = new ArrayList<>();
      for (int i = 0; i < present.length; i++) {
        if (present[i] == 0) {
          untouched.add(all.get(i));
        }
      }
      return untouched;
    }
  }

  /** Writes moments and step counts. */
  public void save(DataOutputStream out) throws IOException {
    for (NDArray tensor : state()) {
      byte[] bytes = tensor.toByteArray();
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  /**
   * Reads what {@link #save} wrote for the same groups; all of it before the first change.
   *
   * @return false, with nothing changed, if it was written for other parameters
   * @throws IOException if it is cut short or cannot be read; nothing is changed then, too
   */
  public boolean load(DataInputStream in) throws IOException {
    List<NDArray> state = state();
    List<byte[]> values = new ArrayList<>();
    for (NDArray tensor : state) {
      int bytes = in.readInt();
      if (bytes != tensor.size() * Float.BYTES) {
        return false;
      }
      byte[] value = new byte[bytes];
      in.readFully(value);
      values.add(value);
    }
    for (int i = 0; i < values.size(); i++) {
      overwrite(state.get(i), values.get(i));
    }
    return true;
  }

  /**
   * Puts values into a parameter or other tensor in place.
   *
   * @param values as {@code tensor.toByteArray()} gave them for a tensor of that shape
   */
  public void overwrite(NDArray tensor, byte[] values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(values.length).put(values).flip();
    try (NDManager scope = program.scope().newSubManager()) {
      NDArray array = scope.create(buffer, tensor.getShape(), tensor.getDataType());
      ScriptCall call = ScriptCall.of("copy").tensors(List.of(tensor)).tensors(List.of(array));
      first(scope, program.infer(call));
    }
  }

  @Override
  public void close() {
    program.close();
  }

  private List<NDArray> state() {
    List<NDArray> state = new ArrayList<>();
    for (Group group : groups) {
      state.addAll(group.means());
      state.addAll(group.squares());
      state.addAll(group.steps());
    }
    return state;
  }

  private NDList newMoments(List<NDArray> tensors) {
    NDList moments = program.infer(ScriptCall.of("moments").tensors(tensors));
    moments.attach(program.scope());
    return moments;
  }

  private static NDArray first(NDManager scope, NDList results) {
    results.attach(scope);
    return results.get(0);
  }

  private static ScriptModule loadProgram(Device device) throws IOException {
    Path archive = Files.createTempFile("adamw", ".pt");
    try {
      ScriptArchive.write(
          archive,
          ScriptNode.of("AdamW"),
          ScriptProgram.resource(AdamW.class, "adamw.py"),
          MemoryLayout.CONTIGUOUS);
      return ScriptModule.load(archive, device, false);
    } finally {
      Files.delete(archive);
    }
  }
}
