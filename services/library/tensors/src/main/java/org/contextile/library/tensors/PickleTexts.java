// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contextile.library.tensors.Pickled.Plain;
import org.contextile.library.tensors.Pickled.Text;
import org.contextile.library.tensors.Pickled.Whole;

/** Reads the strings, bytes and numbers of a pickle. */
final class PickleTexts {

  private static final int MAX_TEXT = 16 << 20;
  private static final int MAX_LINE = 64 << 10;
  private static final int MAX_INTEGER_BYTES = 256;
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,18}L?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

  private final ByteCursor in;
  private long budget = 64L << 20;

  PickleTexts(ByteCursor in) {
    this.in = in;
  }

  Text text(long length) {
    spend(length);
    return new Text(in.text(length, MAX_TEXT));
  }

  /** A line as protocol 0 writes strings. */
  Text escapedLine() {
    Matcher escape = ESCAPE.matcher(line());
    return new Text(
        escape.replaceAll(
            m ->
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(m.group(1), 16)))));
  }

  /** A line holding a string in quotes; escapes, which Python 2 wrote, are refused. */
  Text quotedLine() {
    String line = line();
    int end = line.length() - 1;
    boolean quoted =
        end > 0
            && (line.charAt(0) == '\'' || line.charAt(0) == '"')
            && line.charAt(end) == line.charAt(0);
    if (!quoted || line.indexOf('\\') >= 0) {
      throw PickleStack.damaged();
    }
    return new Text(line.substring(1, end));
  }

  String line() {
    String line = in.line(MAX_LINE);
    spend(line.length());
    return line;
  }

  /** Bytes, which weights have no use for. */
  Plain bytes(long length) {
    var _ = in.slice(length);
    return Plain.OTHER;
  }

  /** A decimal line. */
  Pickled decimal() {
    String line = line();
    if (!DECIMAL.matcher(line).matches()) {
      throw PickleStack.damaged();
    }
    int digits = line.endsWith("L") ? line.length() - 1 : line.length();
    return new Whole(Long.parseLong(line, 0, digits, 10));
  }

  /** A little-endian two's complement integer; one of more than 64 bits is passed over. */
  Pickled integer(long length) {
    if (length < 0 || length > MAX_INTEGER_BYTES) {
      throw new InvalidWeightsException(
          "the file's pickle holds an integer of %d bytes".formatted(length));
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      long octet = i == length - 1 ? (byte) in.u8() : in.u8();
      value |= i < Long.BYTES ? octet << (8 * i) : 0;
    }
    return length > Long.BYTES ? Plain.OTHER : new Whole(value);
  }

  private void spend(long length) {
    budget -= Math.max(0, length);
    if (budget < 0) {
      throw new InvalidWeightsException("the file's pickle holds too much text");
    }
  }
}
