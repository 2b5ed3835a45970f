// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.contextile.library.wsi.jpeg.JpegDecoder;
import org.contextile.library.wsi.jpeg.JpegException;
import org.contextile.library.wsi.tiff.JpegStream;
import org.contextile.library.wsi.tiff.TileIndex;

/** Reads and decodes stored tiles of one file. For one thread at a time. */
final class TileDecoder implements AutoCloseable {
  private static final long LEAST_BYTES = 1 << 16;

  private final PreadFile file;
  private final JpegDecoder decoder = new JpegDecoder();
  private final Arena own = Arena.ofShared();
  private final MemorySegment state = PreadFile.newState(own);
  private Arena arena = Arena.ofShared();
  private MemorySegment stream = MemorySegment.NULL;

  TileDecoder(PreadFile file) {
    this.file = file;
  }

  /**
   * Decodes a tile that is stored.
   *
   * @param rgb native memory that receives the whole tile at the level's scale, row by row
   * @throws IOException when it cannot be read, or decoded without a doubt, with the reason
   */
  void decode(StoredLevel level, int tile, MemorySegment rgb) throws IOException {
    long bytes = splice(level.index(), level.prefix(), tile);
    decoder.decode(stream, bytes, rgb, level.tileWidthPx(), level.tileHeightPx());
  }

  /**
   * A tile that is stored, as a stream of its own.
   *
   * @throws IOException when it cannot be read, or is seen to be no such stream
   */
  byte[] stream(TileIndex index, byte[] prefix, int tile) throws IOException {
    long bytes = splice(index, prefix, tile);
    return stream.asSlice(0, bytes).toArray(JAVA_BYTE);
  }

  private long splice(TileIndex index, byte[] prefix, int tile) throws IOException {
    int length = index.length(tile);
    long offset = index.offset(tile);
    if (length < 0 || offset == 0 || !file.has(offset, length)) {
      throw new IOException("it is said to lie outside the file, at byte " + offset);
    }
    int from = prefix.length - JpegStream.FIRST_BYTES;
    long bytes = (long) from + length;
    makeRoom(bytes);
    file.read(offset, stream, from, length, state);
    String fault =
        JpegStream.fault(stream, prefix, length, index.tileWidthPx(), index.tileHeightPx());
    if (fault != null) {
      throw new JpegException(fault);
    }
    return bytes;
  }

  private void makeRoom(long bytes) {
    if (stream.byteSize() < bytes) {
      arena.close();
      arena = Arena.ofShared();
      stream = arena.allocate(Math.max(LEAST_BYTES, Long.highestOneBit(bytes) << 1));
    }
  }

  @Override
  public void close() {
    decoder.close();
    arena.close();
    own.close();
  }
}
