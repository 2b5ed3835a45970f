// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.download;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} header asks for of so many bytes (RFC 9110, section 14). */
sealed interface ByteRange {
  /** The whole: nothing else is asked for, or nothing that is understood here. */
  record Whole() implements ByteRange {}

  /** The bytes from {@code first} to {@code last}, both included. */
  record Part(long first, long last) implements ByteRange {
    long length() {
      return last - first + 1;
    }
  }

  /** Bytes that are not there. */
  record Unsatisfiable() implements ByteRange {}

  Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");

  /**
   * Reads the header. A unit that is not bytes, and a set that breaks the grammar (among which is
   * one whose last byte comes before its first), are ignored, as the standard asks for; and so are
   * several ranges at once, which it allows: whoever gets the whole has what was asked for.
   */
  static ByteRange of(@Nullable String header, long length) {
    int equals = header == null ? -1 : header.indexOf('=');
    if (header == null || equals < 0) {
      return new Whole();
    }
    List<String> specs =
        Arrays.stream(header.substring(equals + 1).split(","))
            .map(ByteRange::trimmed)
            .filter(spec -> !spec.isEmpty())
            .toList();
    boolean bytes = trimmed(header.substring(0, equals)).toLowerCase(Locale.ROOT).equals("bytes");
    return bytes && specs.size() == 1 ? one(specs.getFirst(), length) : new Whole();
  }

  private static ByteRange one(String spec, long length) {
    Matcher range = SPEC.matcher(spec);
    if (!range.matches() || spec.length() == 1) {
      return new Whole();
    }
    if (range.group(1).isEmpty()) {
      long suffix = Math.min(number(range.group(2)), length);
      return suffix == 0 ? new Unsatisfiable() : new Part(length - suffix, length - 1);
    }
    long first = number(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : number(range.group(2));
    if (last < first) {
      return new Whole();
    }
    return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
  }

  /** Digits beyond what a long holds are beyond every file. */
  private static long number(String digits) {
    String plain = digits.replaceFirst("^0+(?=.)", "");
    return plain.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(plain);
  }

  private static String trimmed(String text) {
    return text.replaceAll("^[ \\t]+|[ \\t]+$", "");
  }
}
