// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.architecture;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextile.learning.script.MemoryLayout;
import org.contextile.learning.script.ScriptArchive;
import org.contextile.learning.script.ScriptCall;
import org.contextile.learning.script.ScriptException;
import org.contextile.learning.script.ScriptModule;
import org.contextile.learning.script.ScriptNode;
import org.contextile.learning.script.Torch;
import org.contextile.learning.script.Weights;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's fused operators, which libtorch's own compiler uses. They are no part of its public
 * interface and not in every build, so they are tried once, and nothing that is stored names them.
 */
final class OneDnn {

  private static @Nullable Boolean available;

  private OneDnn() {}

  /**
   * Whether this process has them.
   *
   * @throws IOException if it cannot be tried now
   */
  static synchronized boolean isAvailable() throws IOException {
    if (available == null) {
      available = tried();
    }
    return available;
  }

  private static boolean tried() throws IOException {
    ScriptNode conv =
        ScriptNode.of("FusedConv")
            .parameter("weight", Weights.filled(1, 1, 1, 1, 1))
            .parameter("bias", Weights.filled(0, 1))
            .constant("stride", 1L)
            .constant("padding", 0L)
            .constant("groups", 1L)
            .constant("activation", 1L);
    ScriptNode linear =
        ScriptNode.of("FusedLinear")
            .parameter("weight", Weights.filled(1, 1, 1))
            .parameter("bias", Weights.filled(0, 1))
            .constant("activation", 4L);
    Path archive = Files.createTempFile("contextile-onednn", ".pt");
    try {
      ScriptArchive.write(
          archive,
          ScriptNode.chain(List.of(conv, linear)),
          Programs.named("onednn.py"),
          MemoryLayout.CHANNELS_LAST);
      return runs(archive);
    } finally {
      Files.delete(archive);
    }
  }

  private static boolean runs(Path archive) {
    try (ScriptModule module = ScriptModule.load(archive, Device.cpu(), false);
        NDManager scope = Torch.newScope(Device.cpu())) {
      module.infer(ScriptCall.of("forward").tensor(scope.zeros(new Shape(1, 1, 1, 1))));
      return true;
    } catch (ScriptException e) {
      return false;
    }
  }
}
