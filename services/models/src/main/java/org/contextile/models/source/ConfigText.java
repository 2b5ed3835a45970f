// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;

/**
 * Reads a {@code config.json}, or another text beside weights, which is small: UTF-8, or UTF-16 as
 * Windows' editors and shells write it, with a byte order mark or without.
 */
public final class ConfigText {
  static final int MAX_BYTES = 1 << 20;

  private static final String MARK = "\ufeff";
  private static final String NO_TEXT =
      "The config.json is not text in UTF-8. Save it as UTF-8 and send it again.";

  private ConfigText() {}

  /**
   * The file's text.
   *
   * @throws ProblemException {@code incompatible-model} if it is larger, or no text
   */
  static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw tooLarge();
      }
      return text(bytes);
    }
  }

  /**
   * A text that came as such.
   *
   * @throws ProblemException {@code incompatible-model} if its encoding was not UTF-8
   */
  public static String of(String text) {
    if (text.indexOf('\0') >= 0) {
      throw refused(NO_TEXT);
    }
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  /**
   * A file's text.
   *
   * @throws ProblemException {@code incompatible-model} if it is none
   */
  public static String text(byte[] bytes) {
    try {
      return of(charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw refused(NO_TEXT);
    }
  }

  /** Of JSON the first character is ASCII, so that a zero beside it tells of UTF-16. */
  private static Charset charset(byte[] bytes) {
    int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    if (first == 0xfeff || (first != 0 && first < 0x100)) {
      return StandardCharsets.UTF_16BE;
    }
    return first == 0xfffe || (first != 0 && (first & 0xff) == 0)
        ? StandardCharsets.UTF_16LE
        : StandardCharsets.UTF_8;
  }

  static ProblemException tooLarge() {
    return refused("A config.json beside the weights is larger than " + MAX_BYTES + " bytes.");
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INCOMPATIBLE_MODEL, detail);
  }
}
