// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;

/**
 * An entry of an archive.
 *
 * @param data its bytes as they lie in the file
 * @param size how many they are when inflated
 * @param crc their CRC-32, or 0 where the writer left it out, as {@code torch.save} can
 */
record ZipMember(String name, MemorySegment data, boolean deflated, long size, long crc) {

  private static final long CRC_STEP = 1L << 30;
  private static final long MAX_INFLATED = 1L << 29;

  /**
   * The inflated bytes, after a check that they are those that were written.
   *
   * @param limit how many there may be
   */
  Storage storage(long limit) {
    if (size > limit || (deflated && size > MAX_INFLATED)) {
      throw new InvalidWeightsException(
          "the archive's entry %s unpacks to %d bytes, more than is allowed".formatted(name, size));
    }
    Storage storage = deflated ? new Storage.Deflated(data, size, name) : new Storage.Mapped(data);
    MemorySegment bytes = storage.bytes();
    if (crc != 0 && crc != crc(bytes)) {
      throw new InvalidWeightsException(
          "the archive's entry %s is damaged: its checksum differs".formatted(name));
    }
    return storage;
  }

  private static long crc(MemorySegment bytes) {
    CRC32 crc = new CRC32();
    for (long at = 0; at < bytes.byteSize(); at += CRC_STEP) {
      long length = Math.min(CRC_STEP, bytes.byteSize() - at);
      crc.update(bytes.asSlice(at, length).asByteBuffer());
    }
    return crc.getValue();
  }
}
