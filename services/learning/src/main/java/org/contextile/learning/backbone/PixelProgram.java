// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.backbone;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contextile.learning.script.MemoryLayout;
import org.contextile.learning.script.ScriptArchive;
import org.contextile.learning.script.ScriptModule;
import org.contextile.learning.script.ScriptNode;
import org.contextile.learning.script.ScriptProgram;
import org.contextile.learning.script.Weights;

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
