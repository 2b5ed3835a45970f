// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.mcm;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextile.learning.optim.AdamW;
import org.contextile.learning.script.NamedTensor;

/**
 * Everything that a training needs to go on: how far it is, parameters of student and predictor,
 * both moments. Random draws are named by seed, epoch and window, so there is no random state to
 * keep.
 */
final class Checkpoint {

  private static final int MAGIC = 0x4d434d31;

  private Checkpoint() {}

  static void write(
      Path file,
      String fingerprint,
      TrainingProgress progress,
      List<NamedTensor> parameters,
      AdamW optimiser)
      throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      out.writeInt(MAGIC);
      out.writeUTF(fingerprint);
      progress.write(out);
      for (NamedTensor parameter : parameters) {
        byte[] values = parameter.tensor().toByteArray();
        out.writeInt(values.length);
        out.write(values);
      }
      optimiser.save(out);
    }
  }

  /**
   * @throws IOException if the file is no checkpoint of this training, or is cut short; parameters
   *     may then be partly overwritten
   */
  static TrainingProgress read(
      Path file, String fingerprint, List<NamedTensor> parameters, AdamW optimiser)
      throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readInt() != MAGIC || !in.readUTF().equals(fingerprint)) {
        throw new IOException("the checkpoint belongs to another training");
      }
      TrainingProgress progress = TrainingProgress.read(in);
      for (NamedTensor parameter : parameters) {
        byte[] values = new byte[in.readInt()];
        if (values.length != parameter.tensor().size() * Float.BYTES) {
          throw new IOException("the checkpoint's " + parameter.name() + " has another size");
        }
        in.readFully(values);
        optimiser.overwrite(parameter.tensor(), values);
      }
      optimiser.load(in);
      return progress;
    }
  }
}
