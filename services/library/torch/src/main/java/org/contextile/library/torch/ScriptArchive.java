// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes TorchScript archives without Python or libtorch: a zip of stored entries holding the
 * module tree ({@code data.pkl}), the program ({@code code/__torch__.py}), an empty constant table,
 * the tensors ({@code data/0…}, little-endian) and the format's version. libtorch 2.x, DJL and
 * {@code torch.jit.load} read it. The same modules and program always give the same bytes.
 */
public final class ScriptArchive {

  private static final String ROOT = "contextile/";
  private static final byte[] EMPTY_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  /**
   * Writes a network to a file.
   *
   * @param file replaced if it exists
   * @param root the outermost module; its class has the method {@code forward}
   * @param program the text of all classes that the modules name
   * @param layout the order in which four-dimensional weights are stored
   * @throws IllegalArgumentException if the program lacks a class or modules of one class differ
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, ScriptNode root, ScriptProgram program, MemoryLayout layout)
      throws IOException {
    String code = CodeText.of(root, program);
    ModulePickle pickle = new ModulePickle(layout);
    byte[] modules = pickle.write(root);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        StoredZip zip = new StoredZip(out)) {
      zip.entry(ROOT + "data.pkl", modules);
      zip.entry(ROOT + "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      zip.entry(ROOT + "constants.pkl", EMPTY_CONSTANTS);
      List<MemoryOrder> storages = pickle.storages();
      for (int i = 0; i < storages.size(); i++) {
        zip.entry(ROOT + "data/" + i, littleEndian(storages.get(i).values()));
      }
      zip.entry(ROOT + "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      zip.entry(ROOT + "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
