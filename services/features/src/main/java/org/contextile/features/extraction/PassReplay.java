// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.contextile.library.wsi.tile.Tile;

/**
 * Reads a {@link PassLog} of an earlier attempt, as far as it says what this pass would compute. It
 * may be of more models than are wanted now, where others were finished meanwhile.
 */
final class PassReplay implements AutoCloseable {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A model in the file. */
  private record Logged(String fingerprint, int dimension) {}

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment bytes;
  private final List<Logged> models = new ArrayList<>();
  private long at;

  PassReplay(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
    if (has(2L * Integer.BYTES) && next() == PassLog.FORM) {
      int count = next();
      for (int i = 0; i < count && has(PassFingerprint.LENGTH + Integer.BYTES); i++) {
        byte[] digits = bytes.asSlice(at, PassFingerprint.LENGTH).toArray(ValueLayout.JAVA_BYTE);
        at += PassFingerprint.LENGTH;
        models.add(new Logged(new String(digits, StandardCharsets.US_ASCII), next()));
      }
    }
  }

  /** Whether rows of all these models are in the file. */
  boolean serves(List<ModelPass> parts) {
    return parts.stream().allMatch(part -> place(part) >= 0);
  }

  /**
   * Gives the parts and the log the batches that are in the file.
   *
   * @param batches those of the pass
   * @return how many of them, from the first on
   */
  int replay(List<List<Tile>> batches, List<ModelPass> parts, PassLog log) throws IOException {
    int done = 0;
    while (done < batches.size() && replayBatch(batches.get(done), parts, log)) {
      done++;
    }
    return done;
  }

  private boolean replayBatch(List<Tile> tiles, List<ModelPass> parts, PassLog log)
      throws IOException {
    if (!has((1L + tiles.size()) * Integer.BYTES) || next() != tiles.size()) {
      return false;
    }
    List<Integer> damaged = new ArrayList<>();
    for (int i = 0; i < tiles.size(); i++) {
      int index = next();
      if (index < 0) {
        damaged.add(i);
      }
      if ((index < 0 ? ~index : index) != tiles.get(i).index()) {
        return false;
      }
    }
    SortedMap<Integer, String> unreadable = new TreeMap<>();
    for (int place : damaged) {
      if (!has(Integer.BYTES)) {
        return false;
      }
      int length = next();
      if (length < 0 || !has(length)) {
        return false;
      }
      byte[] reason = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
      unreadable.put(place, new String(reason, StandardCharsets.UTF_8));
      at += length;
    }
    BatchRows batch = new BatchRows(tiles, unreadable);
    long end = at;
    for (Logged model : models) {
      end += (long) Float.BYTES * batch.rows() * model.dimension();
    }
    if (end > bytes.byteSize()) {
      return false;
    }
    log.batch(batch);
    for (ModelPass part : parts) {
      float[] features = rows(place(part), batch.rows());
      part.append(batch, features);
      log.features(features, features.length);
    }
    at = end;
    return true;
  }

  private float[] rows(int model, int count) {
    long from = at;
    for (int i = 0; i < model; i++) {
      from += (long) Float.BYTES * count * models.get(i).dimension();
    }
    float[] values = new float[count * models.get(model).dimension()];
    MemorySegment.copy(bytes, FLOAT, from, values, 0, values.length);
    return values;
  }

  private int place(ModelPass part) {
    return models.indexOf(new Logged(part.fingerprint(), part.dimension()));
  }

  private boolean has(long count) {
    return bytes.byteSize() - at >= count;
  }

  private int next() {
    int value = bytes.get(INT, at);
    at += Integer.BYTES;
    return value;
  }

  @Override
  public void close() {
    arena.close();
  }
}
