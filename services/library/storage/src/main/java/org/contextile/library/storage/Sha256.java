// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** The digest by which objects are known, which every Java has. */
public final class Sha256 {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private Sha256() {}

  /** One to which bytes are given piece by piece. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The same text, if it is a digest: 64 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String check(String digest) {
    if (!isDigest(digest)) {
      throw new IllegalArgumentException("Not a SHA-256 digest: " + digest);
    }
    return digest;
  }

  static boolean isDigest(String text) {
    return HEX.matcher(text).matches();
  }
}
