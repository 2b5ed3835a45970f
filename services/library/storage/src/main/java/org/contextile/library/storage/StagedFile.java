// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A synced file with what a stream held.
 *
 * @param digest SHA-256 of its bytes
 */
public record StagedFile(Path path, String digest, long sizeBytes) {
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * Writes a new file in a folder.
   *
   * @throws IOException if that fails; the file is gone then
   */
  public static StagedFile write(InputStream in, Path folder) throws IOException {
    Path path = folder.resolve(UUID.randomUUID().toString());
    boolean whole = false;
    try {
      MessageDigest sha256 = Sha256.begin();
      long size = copy(in, path, sha256);
      whole = true;
      return new StagedFile(path, HexFormat.of().formatHex(sha256.digest()), size);
    } finally {
      if (!whole) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static long copy(InputStream in, Path path, MessageDigest sha256) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          size += out.write(bytes);
        }
      }
      out.force(true);
    }
    return size;
  }
}
