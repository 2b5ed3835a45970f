// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * What identifies a file's content: the SHA-256 of a large file, or git's name of a small one.
 *
 * @param hex in lower case
 */
public record HubDigest(Kind kind, String hex) {
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

    /** One to which the content is given piece by piece, of so many bytes in all. */
    MessageDigest begin(long sizeBytes) {
      MessageDigest digest = algorithm();
      if (this == GIT_BLOB) {
        digest.update(("blob " + sizeBytes + "\0").getBytes(StandardCharsets.US_ASCII));
      }
      return digest;
    }

    private MessageDigest algorithm() {
      try {
        return MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public HubDigest {
    hex = hex.toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{" + kind.length + "}")) {
      throw new IllegalArgumentException("no " + kind.algorithm + ": " + hex);
    }
  }
}
