// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of an upload: pairs of a key and a value in Base64, divided by commas. Names
 * of files are UTF-8; other values may be any bytes.
 */
final class UploadMetadata {
  private static final Set<String> TEXTS = Set.of("filename", "name", "relativePath");

  private final Map<String, String> texts;

  private UploadMetadata(Map<String, String> texts) {
    this.texts = texts;
  }

  /**
   * Reads the header {@code Upload-Metadata}.
   *
   * @throws ProblemException {@code invalid-request} naming the key that is not as the protocol
   *     says
   */
  static UploadMetadata parse(@Nullable String header) {
    Map<String, String> texts = new HashMap<>();
    if (header == null || header.isBlank()) {
      return new UploadMetadata(texts);
    }
    for (String pair : header.split(",", -1)) {
      String[] parts = pair.strip().split(" +", 2);
      String key = parts[0];
      if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw invalid("a key is not empty and has ASCII letters only, without spaces");
      }
      byte[] value = decode(key, parts.length > 1 ? parts[1] : "");
      if (texts.putIfAbsent(key, TEXTS.contains(key) ? text(key, value) : "") != null) {
        throw invalid("the key " + key + " stands there twice");
      }
    }
    return new UploadMetadata(texts);
  }

  /** What the client calls the file: {@code filename}, else {@code name}. */
  @Nullable String fileName() {
    String name = texts.get("filename");
    return name == null || name.isBlank() ? texts.get("name") : name;
  }

  /** Where the file lies in a folder of which it is a part, as clients that send folders say. */
  @Nullable String relativePath() {
    return texts.get("relativePath");
  }

  private static byte[] decode(String key, String value) {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw invalid("the value of " + key + " is not Base64");
    }
  }

  private static String text(String key, byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw invalid("the value of " + key + " is not UTF-8 in Base64");
    }
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(
        ProblemType.INVALID_REQUEST.with("Upload-Metadata cannot be read: " + detail + "."));
  }
}
