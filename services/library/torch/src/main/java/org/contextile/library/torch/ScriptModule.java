// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A TorchScript module living in libtorch. Results of a call belong to the scope of its first
 * argument and are freed with it; parameters belong to the module. One thread at a time.
 */
public final class ScriptModule implements AutoCloseable {

  private final NDManager scope;
  private final PtSymbolBlock block;
  private final NDArray marker;
  private final List<ModuleParameter> parameters;

  private ScriptModule(NDManager scope, PtSymbolBlock block) {
    this.scope = scope;
    this.block = block;
    this.marker = scope.create(0f);
    this.parameters = new ArrayList<>();
    for (NDArray tensor : JniUtils.moduleGetParams(block, (PtNDManager) scope)) {
      parameters.add(new ModuleParameter(tensor.getName(), tensor));
    }
  }

  /**
   * Loads an archive.
   *
   * @param trainable whether its parameters take part in gradients; the module then starts in
   *     training mode, else in evaluation mode
   * @throws ScriptException if libtorch refuses the archive
   */
  public static ScriptModule load(Path archive, Device device, boolean trainable) {
    NDManager scope = Torch.newScope(device);
    try {
      // Always as for training: otherwise DJL makes parameters that no recorded computation may
      // use,
      // as a teacher's are in a student's.
      PtSymbolBlock block =
          JniUtils.loadModule(
              (PtNDManager) scope, archive, true, new String[0], new String[0], true);
      ScriptModule module = new ScriptModule(scope, block);
      module.parameters.forEach(p -> p.tensor().setRequiresGradient(trainable));
      module.setTraining(trainable);
      return module;
    } catch (EngineException | IllegalStateException e) {
      scope.close();
      throw new ScriptException("cannot load " + archive.getFileName() + ": " + reason(e), e);
    }
  }

  /**
   * Runs a method in libtorch's inference mode: nothing is recorded, and the results cannot enter a
   * computation that is.
   */
  public NDList infer(ScriptCall call) {
    return run(call, false);
  }

  /** Runs a method and records gradients through the parameters and inputs that want them. */
  public NDList learn(ScriptCall call) {
    return run(call, true);
  }

  /** Switches dropout and batch normalisation between training and evaluation. */
  public void setTraining(boolean training) {
    if (training) {
      JniUtils.enableTrainingMode(block);
    } else {
      JniUtils.enableInferenceMode(block);
    }
  }

  /** The parameters in the module's own order. */
  public List<ModuleParameter> parameters() {
    return List.copyOf(parameters);
  }

  /** How many numbers the parameters hold together. */
  public long parameterCount() {
    return parameters.stream().mapToLong(p -> p.tensor().size()).sum();
  }

  /** The module's scope: what is created in it lives as long as the module. */
  public NDManager scope() {
    return scope;
  }

  /**
   * Writes a plain TorchScript archive, in evaluation mode, with parameters and buffers as they
   * are.
   */
  public void save(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      JniUtils.writeModule(block, out, false);
    }
  }

  @Override
  public void close() {
    block.close();
    scope.close();
  }

  private NDList run(ScriptCall call, boolean gradients) {
    // Both settings belong to the calling thread. Without the executor's optimizer the first calls
    // run the same kernels as all later ones, which makes a resumed run give the same bytes.
    JniUtils.setGradMode(gradients);
    JniUtils.setGraphExecutorOptimize(false);
    try {
      return IValueUtils.forward(block, call.arguments(marker), gradients);
    } catch (EngineException e) {
      throw new ScriptException(call.method() + " failed: " + reason(e), e);
    }
  }

  // An interpreter's message is a traceback with the reason behind its last "Error:".
  private static String reason(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message
        .lines()
        .filter(line -> line.contains("Error: "))
        .reduce((first, second) -> second)
        .or(() -> message.lines().findFirst())
        .orElse("");
  }
}
