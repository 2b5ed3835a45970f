// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;

/** Loads the program in front of a backbone: bytes to normalised floats, on the device. */
final class PixelProgram {

  private PixelProgram() {}

  static ScriptModule load(InputSpec input, Device device) throws IOException {
    long[] shape = {1, 3, 1, 1};
    ScriptNode node =
        ScriptNode.of("Pixels")
            .buffer("scale", new Weights(shape, input.scale()))
            .buffer("shift", new Weights(shape, input.shift()))
            .constant("size", (long) input.sizePx());
    Path archive = Files.createTempFile("pixels", ".pt");
    try {
      ScriptArchive.write(
          archive,
          node,
          ScriptProgram.resource(PixelProgram.class, "pixels.py"),
          MemoryLayout.CONTIGUOUS);
      return ScriptModule.load(archive, device, false);
    } finally {
      Files.delete(archive);
    }
  }
}
