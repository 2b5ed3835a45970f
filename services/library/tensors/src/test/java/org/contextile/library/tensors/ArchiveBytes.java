// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives with right checksums around contents that need not be right. */
final class ArchiveBytes {

  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private boolean deflated;

  ArchiveBytes entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  ArchiveBytes deflated() {
    deflated = true;
    return this;
  }

  /** The archive around a pickle and one storage of four floats. */
  static byte[] around(byte[] pickle) {
    return new ArchiveBytes()
        .entry("archive/data.pkl", pickle)
        .entry("archive/data/0", new byte[16])
        .bytes();
  }

  /** An archive's entries, to be written again. */
  static ArchiveBytes of(byte[] archive) {
    ArchiveBytes copy = new ArchiveBytes();
    ZipDirectory.read(MemorySegment.ofArray(archive))
        .forEach(
            (name, member) ->
                copy.entry(name, member.storage(1 << 20).bytes().toArray(ValueLayout.JAVA_BYTE)));
    return copy;
  }

  Map<String, byte[]> entries() {
    return entries;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(entry.getValue());
          header.setMethod(ZipEntry.STORED);
          header.setSize(entry.getValue().length);
          header.setCrc(crc.getValue());
        }
        zip.putNextEntry(header);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
