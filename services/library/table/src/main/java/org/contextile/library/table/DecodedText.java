// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text file's bytes as text: by their byte order mark, else by the encoding that was declared,
 * else as UTF-8. No byte is replaced by another character.
 *
 * @param text without a byte order mark
 * @param notes which encoding was found, where it is none that was declared or UTF-8
 */
record DecodedText(String text, List<String> notes) {
  private static final int SHOWN = 30;
  private static final int SAMPLE = 512;

  /**
   * How a file of a format, or a text file of an encoding, begins.
   *
   * @param bytes as Latin letters
   */
  private record Mark(Charset charset, String bytes) {
    private boolean begins(byte[] file) {
      byte[] mark = bytes.getBytes(StandardCharsets.ISO_8859_1);
      return file.length >= mark.length
          && Arrays.equals(file, 0, mark.length, mark, 0, mark.length);
    }
  }

  /** In the order in which they are looked for: UTF-32's begins as UTF-16's does. */
  private static final List<Mark> MARKS =
      List.of(
          new Mark(StandardCharsets.UTF_8, "\u00EF\u00BB\u00BF"),
          new Mark(StandardCharsets.UTF_32LE, "\u00FF\u00FE\0\0"),
          new Mark(StandardCharsets.UTF_32BE, "\0\0\u00FE\u00FF"),
          new Mark(StandardCharsets.UTF_16LE, "\u00FF\u00FE"),
          new Mark(StandardCharsets.UTF_16BE, "\u00FE\u00FF"));

  /** Of Excel and LibreOffice: zip archives, and those of before 2007. */
  private static final List<Mark> WORKBOOKS =
      List.of(
          new Mark(StandardCharsets.ISO_8859_1, "PK\u0003\u0004"),
          new Mark(StandardCharsets.ISO_8859_1, "\u00D0\u00CF\u0011\u00E0"));

  DecodedText {
    notes = List.copyOf(notes);
  }

  /**
   * Decodes a file.
   *
   * @param declared the encoding that whoever sent it declared, if any
   * @throws TableException naming the first line with bytes that are not of the encoding
   */
  static DecodedText of(byte[] file, @Nullable Charset declared) {
    for (Mark workbook : WORKBOOKS) {
      if (workbook.begins(file)) {
        throw new TableException(
            "This is a workbook, not a table as text: save its sheet as CSV (UTF-8).");
      }
    }
    for (Mark mark : MARKS) {
      if (mark.begins(file)) {
        ByteBuffer rest =
            ByteBuffer.wrap(file, mark.bytes.length(), file.length - mark.bytes.length());
        boolean expected =
            mark.charset.equals(Objects.requireNonNullElse(declared, StandardCharsets.UTF_8));
        return new DecodedText(
            decode(rest.slice(), mark.charset),
            expected
                ? List.of()
                : List.of("Read as %s, by its byte order mark.".formatted(mark.charset)));
      }
    }
    if (declared == null) {
      rejectUnmarkedUtf16(file);
    }
    return new DecodedText(
        decode(ByteBuffer.wrap(file), Objects.requireNonNullElse(declared, StandardCharsets.UTF_8)),
        List.of());
  }

  private static String decode(ByteBuffer file, Charset charset) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text =
        CharBuffer.allocate((int) Math.ceil(file.remaining() * (double) decoder.maxCharsPerByte()));
    CoderResult result = decoder.decode(file, text, true);
    if (!result.isError()) {
      result = decoder.flush(text);
    }
    text.flip();
    if (result.isError()) {
      throw undecodable(text.toString(), file.get(file.position()) & 0xFF, charset);
    }
    return text.toString();
  }

  private static TableException undecodable(String before, int found, Charset charset) {
    int start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
    String line = before.substring(Math.max(start, before.length() - SHOWN));
    return new TableException(
        ("Line %d is not %s: byte 0x%02X after \"%s\". Save the table as UTF-8, or declare its"
                + " encoding, for instance as Content-Type: text/csv; charset=windows-1252.")
            .formatted(Lines.of(before, before.length()), charset, found, line));
  }

  /** Latin letters in UTF-16 are every other byte NUL, which UTF-8 would let pass. */
  private static void rejectUnmarkedUtf16(byte[] file) {
    int[] zeros = new int[2];
    int sample = Math.min(file.length, SAMPLE);
    for (int i = 0; i < sample; i++) {
      zeros[i % 2] += file[i] == 0 ? 1 : 0;
    }
    if (sample >= 8 && Math.max(zeros[0], zeros[1]) > sample / 4) {
      throw new TableException(
          "Line 1 looks like UTF-16 without a byte order mark. Save the table as UTF-8, or declare"
              + " its encoding: Content-Type: text/csv; charset="
              + (zeros[1] > zeros[0] ? "utf-16le." : "utf-16be."));
    }
  }
}
