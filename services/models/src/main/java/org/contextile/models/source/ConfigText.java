// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;

/** Reads a {@code config.json}, or another text beside weights, which is small. */
final class ConfigText {
  static final int MAX_BYTES = 1 << 20;

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
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refused("A config.json beside the weights is not text in UTF-8.");
    }
  }

  static ProblemException tooLarge() {
    return refused("A config.json beside the weights is larger than " + MAX_BYTES + " bytes.");
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INCOMPATIBLE_MODEL, detail);
  }
}
