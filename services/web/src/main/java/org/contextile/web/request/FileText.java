// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.UnstorableText;
import org.springframework.core.convert.converter.Converter;
import org.springframework.web.multipart.MultipartFile;

/**
 * Takes a file where the form has a field of text: {@code -F config=@config.json} is the most
 * natural slip for {@code -F config=<config.json}, and means the same.
 */
final class FileText implements Converter<MultipartFile, String> {
  private static final int LONGEST_BYTES = 1 << 20;

  @Override
  public String convert(MultipartFile file) {
    byte[] bytes;
    try (InputStream in = file.getInputStream()) {
      bytes = in.readNBytes(LONGEST_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.length > LONGEST_BYTES) {
      throw wrong(
          file, "is to be text of at most " + LONGEST_BYTES + " bytes, and is a larger file");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw wrong(file, "is to be text, and came as a file that is not UTF-8");
    }
    if (!UnstorableText.fits(text)) {
      throw wrong(file, "is to be text, and came as a file with a NUL");
    }
    return text;
  }

  private static ProblemException wrong(MultipartFile file, String what) {
    return new ProblemException(
        ProblemType.BAD_REQUEST.with(file.getName() + " " + what + ".").at("/" + file.getName()));
  }
}
