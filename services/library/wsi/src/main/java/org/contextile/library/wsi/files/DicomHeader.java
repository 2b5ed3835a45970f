// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a DICOM file says of itself before its pixels, as far as it tells which slide it is a part
 * of. Of what stands in sequences, which may speak of other files, the objective's power counts.
 */
final class DicomHeader {
  private static final int PREAMBLE = 128;
  private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};

  private static final int TRANSFER_SYNTAX = 0x0002_0010;
  private static final int IMAGE_TYPE = 0x0008_0008;
  private static final int SERIES = 0x0020_000E;
  private static final int WIDTH_MM = 0x0048_0001;
  private static final int COLUMNS = 0x0048_0006;
  private static final int ROWS = 0x0048_0007;
  private static final int LENS_POWER = 0x0048_0112;
  private static final Set<Integer> WANTED =
      Set.of(TRANSFER_SYNTAX, IMAGE_TYPE, SERIES, WIDTH_MM, COLUMNS, ROWS, LENS_POWER);

  private static final int ITEM = 0xFFFE_E000;
  private static final int ITEM_END = 0xFFFE_E00D;
  private static final int SEQUENCE_END = 0xFFFE_E0DD;
  private static final long UNDEFINED = 0xFFFF_FFFFL;

  private static final String IMPLICIT = "1.2.840.10008.1.2";
  private static final String DEFLATED = "1.2.840.10008.1.2.1.99";
  private static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";

  /** All that is wanted stands before the functional groups, of which there may be many. */
  private static final int LAST_GROUP = 0x0048;

  private static final int LONGEST_VALUE = 1024;
  private static final long MOST_BYTES = 256L << 20;

  private final Map<Integer, byte[]> values = new HashMap<>();
  private final DataInputStream in;
  private boolean implicit;
  private int depth;
  private long read;

  private DicomHeader(DataInputStream in) {
    this.in = in;
  }

  /** The header of a file that begins as DICOM files do; of any other nothing. */
  static Optional<DicomHeader> of(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new BufferedInputStream(bytes, 1 << 16))) {
      byte[] head = in.readNBytes(PREAMBLE + MAGIC.length);
      if (head.length < PREAMBLE + MAGIC.length
          || !ByteBuffer.wrap(head, PREAMBLE, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
        return Optional.empty();
      }
      DicomHeader header = new DicomHeader(in);
      header.readAll();
      return Optional.of(header);
    }
  }

  Optional<String> series() {
    return text(SERIES);
  }

  /** Whether it is a level of the slide, rather than its label or an overview. */
  boolean isLevel() {
    return imageType(2).map(it -> it.equals("VOLUME")).orElse(false);
  }

  /** Whether it says that it was made of a finer level. */
  boolean isResampled() {
    return imageType(3).map(it -> it.equals("RESAMPLED")).orElse(false);
  }

  /** What it shows, such as {@code LABEL}. */
  Optional<String> imageType(int part) {
    return text(IMAGE_TYPE)
        .map(it -> it.split("\\\\", -1))
        .filter(it -> it.length > part)
        .map(it -> it[part].strip());
  }

  long columns() {
    return unsigned(COLUMNS);
  }

  long rows() {
    return unsigned(ROWS);
  }

  /** Micrometres per pixel, from the width of the whole; 0 if it does not say. */
  double mpp() {
    byte[] width = values.get(WIDTH_MM);
    return width == null || width.length < Float.BYTES || columns() == 0
        ? 0
        : little(width).getFloat() * 1000.0 / columns();
  }

  /** Of the objective; 0 if it does not say. */
  double lensPower() {
    try {
      return text(LENS_POWER).map(Double::parseDouble).orElse(0.0);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private Optional<String> text(int tag) {
    return Optional.ofNullable(values.get(tag))
        .map(it -> new String(it, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip())
        .filter(it -> !it.isEmpty());
  }

  private long unsigned(int tag) {
    byte[] value = values.get(tag);
    return value == null || value.length < Integer.BYTES
        ? 0
        : Integer.toUnsignedLong(little(value).getInt());
  }

  private void readAll() {
    try {
      boolean more = true;
      while (more) {
        more = readElement();
      }
    } catch (EOFException e) {
      // Whoever opens the file says what is wrong with it.
    } catch (IOException e) {
      values.remove(SERIES);
    }
  }

  private boolean readElement() throws IOException {
    int group = u16();
    int tag = group << 16 | u16();
    if (group > 2) {
      String syntax = text(TRANSFER_SYNTAX).orElse("");
      if (syntax.equals(DEFLATED) || syntax.equals(BIG_ENDIAN)) {
        return false;
      }
      implicit = syntax.equals(IMPLICIT);
    }
    if (tag == ITEM || tag == ITEM_END || tag == SEQUENCE_END) {
      // The elements of an item are read as those around it.
      var _ = u32();
      depth -= tag == SEQUENCE_END ? 1 : 0;
      return true;
    }
    if (group > LAST_GROUP) {
      return false;
    }
    boolean sequence = false;
    long length;
    if (implicit) {
      length = u32();
    } else {
      String vr = new String(bytes(2), StandardCharsets.ISO_8859_1);
      length = isLong(vr) ? longLength() : u16();
      sequence = vr.equals("SQ");
    }
    if (length == UNDEFINED) {
      depth++;
    } else if (!sequence || group != LAST_GROUP) {
      value(tag, length);
    }
    return read < MOST_BYTES;
  }

  private void value(int tag, long length) throws IOException {
    if (WANTED.contains(tag) && (depth == 0 || tag == LENS_POWER) && length <= LONGEST_VALUE) {
      values.putIfAbsent(tag, bytes((int) length));
    } else {
      read += length;
      in.skipNBytes(length);
    }
  }

  private static boolean isLong(String vr) {
    return switch (vr) {
      case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV" -> true;
      default -> false;
    };
  }

  private long longLength() throws IOException {
    var _ = u16();
    return u32();
  }

  private int u16() throws IOException {
    return Short.toUnsignedInt(little(bytes(2)).getShort());
  }

  private long u32() throws IOException {
    return Integer.toUnsignedLong(little(bytes(4)).getInt());
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    read += count;
    return bytes;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
