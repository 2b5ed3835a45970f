// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip file of uncompressed entries whose data begin at multiples of 64 bytes, as libtorch's own
 * writer pads them, and whose bytes depend on nothing but the entries.
 */
final class StoredZip implements AutoCloseable {

  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 30;
  private static final int EXTRA_HEADER = 4;

  private final ZipOutputStream zip;
  private long offset;

  StoredZip(OutputStream out) {
    zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.setMethod(ZipOutputStream.STORED);
  }

  void entry(String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(LocalDateTime.of(1980, 2, 1, 0, 0));
    int nameLength = name.getBytes(StandardCharsets.UTF_8).length;
    long unpadded = offset + LOCAL_HEADER + nameLength + EXTRA_HEADER;
    int padding = (int) ((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER + padding];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) padding;
    entry.setExtra(extra);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
    offset = unpadded + padding + content.length;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
