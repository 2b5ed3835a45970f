// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.Torch;
import org.contextile.library.torch.Weights;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's fused operators, which libtorch's own compiler uses. They are no part of its public
 * interface and not in every build, so they are tried once, and nothing that is stored names them.
 */
final class OneDnn {

  private static final System.Logger LOG = System.getLogger(OneDnn.class.getName());

  private static @Nullable Boolean available;

  private OneDnn() {}

  /**
   * Whether this process has them.
   *
   * @throws IOException if it cannot be tried now
   * @throws ScriptException likewise, if memory does not suffice
   */
  static synchronized boolean isAvailable() throws IOException {
    if (available == null) {
      available = tried();
    }
    return available;
  }

  private static boolean tried() throws IOException {
    Path archive = Files.createTempFile("contextile-onednn", ".pt");
    try {
      ScriptArchive.write(
          archive,
          ScriptNode.chain(layers()),
          Programs.named("onednn.py"),
          MemoryLayout.CHANNELS_LAST);
      return runs(archive);
    } finally {
      Files.delete(archive);
    }
  }

  /** Every operator with every activation. */
  private static List<ScriptNode> layers() {
    List<ScriptNode> layers = new ArrayList<>();
    for (int activation : List.of(0, 1, 2, 3)) {
      layers.add(conv(activation));
    }
    layers.add(ScriptNode.of("FusedBasic").child("conv1", conv(1)).child("conv2", conv(0)));
    for (int activation : List.of(0, 2, 4, 5)) {
      layers.add(
          ScriptNode.of("FusedLinear")
              .parameter("weight", Weights.filled(1, 1, 1))
              .parameter("bias", Weights.filled(0, 1))
              .constant("activation", (long) activation));
    }
    return layers;
  }

  private static ScriptNode conv(int activation) {
    return ScriptNode.of("FusedConv")
        .parameter("weight", Weights.filled(1, 1, 1, 1, 1))
        .constant("stride", 1L)
        .constant("padding", 0L)
        .constant("groups", 1L)
        .parameter("bias", Weights.filled(0, 1))
        .constant("activation", (long) activation);
  }

  private static boolean runs(Path archive) {
    try (ScriptModule module = ScriptModule.load(archive, Device.cpu(), false);
        NDManager scope = Torch.newScope(Device.cpu())) {
      module.infer(ScriptCall.of("forward").tensor(scope.ones(new Shape(1, 1, 2, 1))));
      return true;
    } catch (ScriptException e) {
      if (e.outOfMemory()) {
        throw e;
      }
      LOG.log(Level.INFO, "Layers are not fused: {0}", e.getMessage());
      return false;
    }
  }
}
