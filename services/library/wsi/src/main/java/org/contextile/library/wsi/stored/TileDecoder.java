// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
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
  private final MemorySegment part = PreadFile.newPart(own);
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
    long bytes = room(level.index(), level.prefix(), tile);
    read(level.index(), level.prefix(), tile);
    check(level.index(), level.prefix(), tile);
    decoder.decode(stream, bytes, rgb, level.tileWidthPx(), level.tileHeightPx());
  }

  /**
   * A tile that is stored, as a stream of its own.
   *
   * @throws IOException when it cannot be read, or is seen to be no such stream
   */
  byte[] stream(TileIndex index, byte[] prefix, int tile) throws IOException {
    long bytes = room(index, prefix, tile);
    read(index, prefix, tile);
    check(index, prefix, tile);
    return stream.asSlice(0, bytes).toArray(JAVA_BYTE);
  }

  /**
   * The same of a tile that the system has in memory; empty where a disk would be waited for.
   *
   * @throws IOException when it is seen to be no such stream
   */
  Optional<byte[]> streamAtHand(TileIndex index, byte[] prefix, int tile) throws IOException {
    long bytes = room(index, prefix, tile);
    if (!file.readAtHand(
        index.offset(tile),
        stream,
        prefix.length - JpegStream.FIRST_BYTES,
        index.length(tile),
        state,
        part)) {
      return Optional.empty();
    }
    check(index, prefix, tile);
    return Optional.of(stream.asSlice(0, bytes).toArray(JAVA_BYTE));
  }

  /** Makes room for a tile's stream, whose length is given back. */
  private long room(TileIndex index, byte[] prefix, int tile) throws IOException {
    int length = index.length(tile);
    long offset = index.offset(tile);
    if (length < 0 || offset == 0 || !file.has(offset, length)) {
      throw new IOException("it is said to lie outside the file, at byte " + offset);
    }
    long bytes = (long) prefix.length - JpegStream.FIRST_BYTES + length;
    makeRoom(bytes);
    return bytes;
  }

  private void read(TileIndex index, byte[] prefix, int tile) throws IOException {
    file.read(
        index.offset(tile),
        stream,
        prefix.length - JpegStream.FIRST_BYTES,
        index.length(tile),
        state);
  }

  private void check(TileIndex index, byte[] prefix, int tile) throws IOException {
    String fault =
        JpegStream.fault(
            stream, prefix, index.length(tile), index.tileWidthPx(), index.tileHeightPx());
    if (fault != null) {
      throw new JpegException(fault);
    }
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
