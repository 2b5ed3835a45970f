// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the headers of DICOM files, explicit VR, little endian, without pixels. */
final class DicomFile {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  DicomFile() {
    out.writeBytes(new byte[128]);
    out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    text(0x0002_0010, "UI", "1.2.840.10008.1.2.4.50");
  }

  static DicomFile level(String series, int columns, int rows, float widthMm, String derivation) {
    return new DicomFile()
        .text(0x0008_0008, "CS", "ORIGINAL\\PRIMARY\\VOLUME\\" + derivation)
        .text(0x0020_000E, "UI", series)
        .floating(0x0048_0001, widthMm)
        .unsigned(0x0048_0006, columns)
        .unsigned(0x0048_0007, rows);
  }

  DicomFile text(int tag, String vr, String value) {
    String even = value.length() % 2 == 0 ? value : value + " ";
    return element(tag, vr, even.getBytes(StandardCharsets.US_ASCII));
  }

  DicomFile unsigned(int tag, int value) {
    return element(tag, "UL", little(4).putInt(value).array());
  }

  DicomFile floating(int tag, float value) {
    return element(tag, "FL", little(4).putFloat(value).array());
  }

  /** A sequence whose end is marked, with one item. */
  DicomFile sequence(int tag, DicomFile item) {
    byte[] all = item.out.toByteArray();
    int head = 128 + 4 + 8 + 22;
    tag(tag);
    out.writeBytes("SQ\0\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(4).putInt(-1).array());
    tag(0xFFFE_E000);
    out.writeBytes(little(4).putInt(-1).array());
    out.write(all, head, all.length - head);
    tag(0xFFFE_E00D);
    out.writeBytes(new byte[4]);
    tag(0xFFFE_E0DD);
    out.writeBytes(new byte[4]);
    return this;
  }

  Path write(Path file) throws IOException {
    return Files.write(file, out.toByteArray());
  }

  private DicomFile element(int tag, String vr, byte[] value) {
    tag(tag);
    out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(2).putShort((short) value.length).array());
    out.writeBytes(value);
    return this;
  }

  private void tag(int tag) {
    out.writeBytes(little(4).putShort((short) (tag >>> 16)).putShort((short) tag).array());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
