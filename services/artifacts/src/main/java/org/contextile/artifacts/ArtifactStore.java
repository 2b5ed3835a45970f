// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;

/**
 * Immutable bytes under their SHA-256. Writing the same bytes twice is one artifact; nothing
 * half-written is ever visible; a stored artifact has its row in the table {@code artifact}.
 *
 * <p>Bytes stay while a row refers to them, and for a grace period after they were stored or their
 * job ended. Only who holds them may let go of them before.
 */
public interface ArtifactStore {

  /**
   * Stores what the stream holds; the caller closes the stream.
   *
   * @param holder who may still refer to the artifact, until {@link #release} or the grace period
   * @throws IOException if the stream cannot be read or the bytes cannot be stored; nothing stays
   */
  Artifact put(InputStream in, String mediaType, UUID holder) throws IOException;

  /** Stores what the stream holds, for the grace period. */
  default Artifact put(InputStream in, String mediaType) throws IOException {
    return put(in, mediaType, UUID.randomUUID());
  }

  /** Stores a copy of a file, for the grace period. */
  default Artifact put(Path file, String mediaType) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return put(in, mediaType);
    }
  }

  /**
   * Stores a list of stored files, which stay as long as the list does.
   *
   * @param holder of the list
   */
  Artifact putList(FileList files, UUID holder) throws IOException;

  /**
   * The files of a stored list as a local folder, and in it the one that is asked for; they stay
   * until the copy is closed.
   *
   * @param main its name in the list
   * @throws MissingObjectException if the store does not hold all of it
   */
  default LocalCopy open(String list, String main) throws IOException {
    LinkedFolder folder = LinkedFolder.of(this, FileList.parse(bytes(list)));
    return new LocalCopy(folder.path().resolve(main), folder::close);
  }

  /**
   * The artifact as a local file, which stays until the copy is closed or the artifact deleted.
   *
   * @throws MissingObjectException if the store does not hold the artifact
   */
  LocalCopy open(String digest) throws IOException;

  /**
   * The artifact's bytes from one on; the caller closes the stream.
   *
   * @throws MissingObjectException if the store does not hold the artifact
   */
  InputStream read(String digest, long offset) throws IOException;

  /**
   * Bytes of the artifact.
   *
   * @throws MissingObjectException if the store does not hold the artifact
   */
  long size(String digest) throws IOException;

  /** Whether the store holds the artifact. */
  boolean contains(String digest) throws IOException;

  /**
   * All bytes of a small artifact.
   *
   * @throws MissingObjectException if the store does not hold the artifact
   */
  default byte[] bytes(String digest) throws IOException {
    try (InputStream in = read(digest, 0)) {
      return in.readAllBytes();
    }
  }

  /**
   * Lets go of all that the holder holds, and deletes of it what nobody else holds and no row
   * refers to. A job holds its inputs after it has ended.
   */
  void release(UUID holder);

  /** Deletes the artifact unless somebody holds it or a row refers to it. */
  void discardIfUnreferenced(String digest);

  /** A new holder. */
  default ArtifactHold hold() {
    return new ArtifactHold(this);
  }
}
