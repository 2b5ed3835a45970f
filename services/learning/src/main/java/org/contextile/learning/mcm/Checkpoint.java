// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.mcm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
      OutputStream stream,
      String fingerprint,
      TrainingProgress progress,
      List<NamedTensor> parameters,
      AdamW optimiser)
      throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(MAGIC);
    out.writeUTF(fingerprint);
    progress.write(out);
    for (NamedTensor parameter : parameters) {
      byte[] values = parameter.tensor().toByteArray();
      out.writeInt(values.length);
      out.write(values);
    }
    optimiser.save(out);
    out.flush();
  }

  /**
   * @throws IOException if the stream holds no checkpoint of this training, or is cut short;
   *     parameters may then be partly overwritten
   */
  static TrainingProgress read(
      InputStream stream, String fingerprint, List<NamedTensor> parameters, AdamW optimiser)
      throws IOException {
    DataInputStream in = new DataInputStream(stream);
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
