// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest by which artifacts are known, which every Java has. */
public final class Sha256 {

  private Sha256() {}

  /** One to which bytes are given piece by piece. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
