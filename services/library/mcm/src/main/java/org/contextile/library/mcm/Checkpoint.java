// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.optim.AdamW;

/**
 * Everything that a training needs to go on: how far it is, parameters of student and predictor,
 * both moments. Random streams are named by seed, epoch and window, so there is no random state to
 * keep.
 */
final class Checkpoint {

  private static final int MAGIC = 0x4d434d32;

  private Checkpoint() {}

  static void write(
      OutputStream stream,
      String fingerprint,
      TrainingProgress progress,
      List<ModuleParameter> parameters,
      AdamW optimiser)
      throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(MAGIC);
    out.writeUTF(fingerprint);
    progress.write(out);
    for (ModuleParameter parameter : parameters) {
      byte[] values = parameter.tensor().toByteArray();
      out.writeInt(values.length);
      out.write(values);
    }
    optimiser.save(out);
    out.flush();
  }

  /**
   * How far the training was; nothing, with nothing overwritten, if the stream holds no checkpoint
   * of this training or is cut short.
   *
   * @throws IOException if the stream cannot be read
   */
  static Optional<TrainingProgress> read(
      InputStream stream, String fingerprint, List<ModuleParameter> parameters, AdamW optimiser)
      throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      if (in.readInt() != MAGIC || !in.readUTF().equals(fingerprint)) {
        return Optional.empty();
      }
      TrainingProgress progress = TrainingProgress.read(in);
      List<byte[]> values = new ArrayList<>();
      for (ModuleParameter parameter : parameters) {
        int bytes = in.readInt();
        if (bytes != parameter.tensor().size() * Float.BYTES) {
          return Optional.empty();
        }
        byte[] value = new byte[bytes];
        in.readFully(value);
        values.add(value);
      }
      if (!optimiser.load(in)) {
        return Optional.empty();
      }
      for (int i = 0; i < values.size(); i++) {
        optimiser.overwrite(parameters.get(i).tensor(), values.get(i));
      }
      return Optional.of(progress);
    } catch (EOFException | UTFDataFormatException e) {
      return Optional.empty();
    }
  }
}
