// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import org.contextile.library.storage.Sha256;

/**
 * An immutable object in the {@link ArtifactStore}.
 *
 * @param digest SHA-256 of the bytes, 64 lower-case hexadecimal digits
 */
public record Artifact(String digest, long sizeBytes, String mediaType) {

  public Artifact {
    var _ = Sha256.check(digest);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("A size is not negative: " + sizeBytes);
    }
  }
}
