// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Bytes that tensors lie in. */
sealed interface Storage {

  /** How many bytes {@link #bytes()} holds. */
  long size();

  /** The bytes: a part of the mapped file, or inflated anew at each call. */
  MemorySegment bytes();

  /** A part of the mapped file. */
  record Mapped(MemorySegment bytes) implements Storage {

    @Override
    public long size() {
      return bytes.byteSize();
    }
  }

  /**
   * A compressed part of the mapped file.
   *
   * @param size what it must inflate to, checked to be bearable before this is made
   */
  record Deflated(MemorySegment compressed, long size, String name) implements Storage {

    @Override
    public MemorySegment bytes() {
      byte[] out = new byte[Math.toIntExact(size)];
      try (Inflater inflater = new Inflater(true)) {
        inflater.setInput(compressed.asByteBuffer());
        int done = 0;
        int read;
        while (done < out.length && (read = inflater.inflate(out, done, out.length - done)) > 0) {
          done += read;
        }
        boolean whole = done == out.length && inflater.inflate(new byte[1]) == 0;
        if (!whole || !inflater.finished()) {
          throw new InvalidWeightsException("the archive's entry %s is damaged".formatted(name));
        }
      } catch (DataFormatException e) {
        throw new InvalidWeightsException("the archive's entry %s is damaged".formatted(name), e);
      }
      return MemorySegment.ofArray(out);
    }
  }
}
