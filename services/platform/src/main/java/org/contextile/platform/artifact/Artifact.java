// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.util.regex.Pattern;

/**
 * An immutable object in the {@link ArtifactStore}.
 *
 * @param digest SHA-256 of the bytes, 64 lower-case hexadecimal digits
 */
public record Artifact(String digest, long sizeBytes, String mediaType) {

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public Artifact {
    checkDigest(digest);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("A size is not negative: " + sizeBytes);
    }
  }

  static String checkDigest(String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("Not a SHA-256 digest: " + digest);
    }
    return digest;
  }
}
