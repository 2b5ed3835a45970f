// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Immutable bytes under their SHA-256. Writing the same bytes twice is one artifact; nothing
 * half-written is ever visible; a stored artifact has its row in the table {@code artifact}.
 */
public interface ArtifactStore {

  /**
   * Stores what the stream holds; the caller closes the stream.
   *
   * @throws IOException if the stream cannot be read or the bytes cannot be stored; nothing stays
   */
  Artifact put(InputStream in, String mediaType) throws IOException;

  /** Stores a copy of a file. */
  Artifact put(Path file, String mediaType) throws IOException;

  /**
   * A local file with the artifact's bytes, to be read only.
   *
   * @throws IllegalStateException if the store does not hold the artifact
   */
  Path path(String digest);

  /** Deletes the artifact unless some row still refers to it. Unknown digests are ignored. */
  void discardIfUnreferenced(String digest);
}
