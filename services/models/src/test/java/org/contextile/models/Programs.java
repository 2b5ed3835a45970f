// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;

/** The smallest models that there are to import. */
public final class Programs {

  private Programs() {}

  /** A program with that many features. */
  static byte[] program(int features) {
    String text =
        """
        class Model(Module):
          def forward(self, x: Tensor) -> Tensor:
            return torch.mean(x, [2, 3]) @ self.weight
        """;
    try {
      Path file = Files.createTempFile("program", ".pt");
      ScriptNode root =
          ScriptNode.of("Model").parameter("weight", Weights.filled(0.1f, 3, features));
      ScriptArchive.write(file, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model that wants four pebibytes on some condition. */
  public static Path hungry(Path folder, String condition) throws IOException {
    String text =
        """
        class Model(Module):
          def forward(self, x: Tensor) -> Tensor:
            y = torch.mean(x, [2, 3]) @ self.weight
            if %s:
              y = y + torch.mean(torch.zeros([1125899906842624]))
            return y
        """
            .formatted(condition);
    Path file = folder.resolve("hungry.pt");
    ScriptNode root = ScriptNode.of("Model").parameter("weight", Weights.filled(0.1f, 3, 16));
    ScriptArchive.write(file, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
    return file;
  }
}
