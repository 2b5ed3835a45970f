// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the models of a pass have computed so far, in one file that grows by batches and from which
 * {@link PassReplay} goes on. All numbers are little-endian:
 *
 * <ul>
 *   <li>int32 {@link #FORM}, int32 number of models; per model the 64 hexadecimal digits of its
 *       {@link PassFingerprint} and int32 D
 *   <li>per batch int32 number of tiles, per tile int32 index, negative ({@code ~index}) where it
 *       could not be read; per such tile why, int32 number of bytes and these in UTF-8; per model
 *       the rows of the others, float32 [rows, D]
 * </ul>
 */
final class PassLog implements AutoCloseable {

  /** Changes with the format, so that no version reads what another wrote. */
  static final int FORM = 0x43505032;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private PassLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Begins a file in place of one that may be there. */
  static PassLog create(Path file, List<ModelPass> parts) throws IOException {
    PassLog log =
        new PassLog(
            file,
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
    log.put(FORM);
    log.put(parts.size());
    for (ModelPass part : parts) {
      log.room(PassFingerprint.LENGTH);
      log.buffer.put(part.fingerprint().getBytes(StandardCharsets.US_ASCII));
      log.put(part.dimension());
    }
    return log;
  }

  void batch(BatchRows batch) throws IOException {
    put(batch.tiles().size());
    for (int i = 0; i < batch.tiles().size(); i++) {
      int index = batch.tiles().get(i).index();
      put(batch.isRow(i) ? index : ~index);
    }
    for (String reason : batch.unreadable().values()) {
      byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
      put(bytes.length);
      for (byte value : bytes) {
        room(1);
        buffer.put(value);
      }
    }
  }

  /** The rows of the last batch by the next model. */
  void features(float[] values, int count) throws IOException {
    int done = 0;
    while (done < count) {
      room(Float.BYTES);
      int size = Math.min(count - done, buffer.remaining() / Float.BYTES);
      buffer.asFloatBuffer().put(values, done, size);
      buffer.position(buffer.position() + size * Float.BYTES);
      done += size;
    }
  }

  /** The file with all batches in it, until more is written. */
  Path file() throws IOException {
    drain();
    return file;
  }

  /** Removes the file. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  private void put(int value) throws IOException {
    room(Integer.BYTES);
    buffer.putInt(value);
  }

  private void room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      drain();
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
