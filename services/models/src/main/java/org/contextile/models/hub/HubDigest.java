// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What identifies a file's content: the SHA-256 of a large file, or git's name of a small one.
 *
 * @param hex in lower case
 */
public record HubDigest(Kind kind, String hex) {
  private static final int BUFFER_BYTES = 1 << 20;

  /** How the digest is made. */
  public enum Kind {
    /** SHA-256 of the content. */
    SHA256("SHA-256", 64),
    /** SHA-1 of {@code "blob SIZE\0"} and the content. */
    GIT_BLOB("SHA-1", 40);

    private final String algorithm;
    private final int length;

    Kind(String algorithm, int length) {
      this.algorithm = algorithm;
      this.length = length;
    }
  }

  public HubDigest {
    hex = hex.toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{" + kind.length + "}")) {
      throw new IllegalArgumentException("no " + kind.algorithm + ": " + hex);
    }
  }

  /** The digest of a file. {@code eachMegabyte} may stop it by an exception. */
  public static HubDigest of(Kind kind, Path file, Runnable eachMegabyte) throws IOException {
    MessageDigest digest = algorithm(kind);
    if (kind == Kind.GIT_BLOB) {
      digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        eachMegabyte.run();
      }
    }
    return new HubDigest(kind, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest algorithm(Kind kind) {
    try {
      return MessageDigest.getInstance(kind.algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
