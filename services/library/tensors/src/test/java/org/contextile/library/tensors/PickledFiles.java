// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The formats that hold a pickle, around one and the same. */
final class PickledFiles {

  private PickledFiles() {}

  static List<byte[]> around(byte[] pickle) {
    return List.of(ArchiveBytes.around(pickle), script(pickle), legacy(pickle));
  }

  /** A TorchScript archive around a pickle and one storage of four floats. */
  static byte[] script(byte[] pickle) {
    return new ArchiveBytes()
        .entry("m/data.pkl", pickle)
        .entry("m/constants.pkl", new PickleBytes().op(')').end())
        .entry("m/data/0", new byte[16])
        .bytes();
  }

  // The head of a real file, and the pickle where its value would stand.
  private static byte[] legacy(byte[] pickle) {
    byte[] head = Fixtures.bytes("types-legacy.pth");
    int object =
        indexOf(
                head,
                new byte[] {'u', '.'},
                indexOf(head, "little_endian".getBytes(StandardCharsets.US_ASCII), 0))
            + 2;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(head, 0, object);
    out.writeBytes(pickle);
    return out.toByteArray();
  }

  private static int indexOf(byte[] where, byte[] what, int from) {
    for (int i = from; ; i++) {
      if (Arrays.equals(where, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
  }
}
