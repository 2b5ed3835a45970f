// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes safetensors files, byte for byte as the reference library does. */
public final class Safetensors {

  static final String METADATA = "__metadata__";

  private static final int ALIGNMENT = 8;
  private static final int CHUNK = 1 << 18;

  private Safetensors() {}

  /**
   * A float32 tensor of the file.
   *
   * @param shape the size of each axis; empty for a scalar
   * @param values gives the elements in row-major order; called once
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier to the writer, never compared
  public record Entry(long[] shape, Supplier<float[]> values) {

    /** Checks that there is a number of elements that a file can hold. */
    public Entry {
      requireNonNull(values, "values");
      for (long size : shape) {
        if (size < 0) {
          throw new IllegalArgumentException("an axis has the size " + size);
        }
      }
      Math.toIntExact(Strided.elements(shape));
    }

    long bytes() {
      return Strided.elements(shape) * Float.BYTES;
    }
  }

  /**
   * Writes float32 tensors, one in memory at a time. As in the reference library they lie in the
   * order of their names, whatever the map's.
   *
   * @param file replaced if it exists
   * @param metadata texts for {@code __metadata__}, left out when empty; written by key
   * @throws IllegalArgumentException if a supplier gives other than its shape's number of values
   */
  public static void write(Path file, Map<String, Entry> tensors, Map<String, String> metadata)
      throws IOException {
    SortedMap<String, Entry> sorted = new TreeMap<>(tensors);
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(out, header(sorted, new TreeMap<>(metadata)));
      ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(LITTLE_ENDIAN);
      for (Map.Entry<String, Entry> tensor : sorted.entrySet()) {
        float[] values = tensor.getValue().values().get();
        if (values.length != tensor.getValue().bytes() / Float.BYTES) {
          throw new IllegalArgumentException(
              "tensor %s has %d values, which is not what its shape says"
                  .formatted(tensor.getKey(), values.length));
        }
        for (int at = 0; at < values.length; at += CHUNK) {
          int count = Math.min(CHUNK, values.length - at);
          chunk.clear().asFloatBuffer().put(values, at, count);
          writeFully(out, chunk.limit(count * Float.BYTES));
        }
      }
    }
  }

  private static ByteBuffer header(
      SortedMap<String, Entry> tensors, SortedMap<String, String> metadata) {
    byte[] json = json(tensors, metadata).getBytes(UTF_8);
    int padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(LITTLE_ENDIAN);
    header.putLong(padded).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static String json(SortedMap<String, Entry> tensors, SortedMap<String, String> metadata) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeName(METADATA);
        json.writeStartObject();
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long begin = 0;
      for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
        long end = Math.addExact(begin, tensor.getValue().bytes());
        long[] shape = tensor.getValue().shape();
        json.writeName(tensor.getKey());
        json.writeStartObject();
        json.writeStringProperty("dtype", ElementType.F32.name());
        json.writeName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
