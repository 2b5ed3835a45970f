// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Artifacts that somebody has stored and not yet published. Released, those go at once to which no
 * row refers and which nobody else has stored meanwhile; forgotten, after the grace period.
 */
public final class ArtifactHold {

  private final ArtifactStore artifacts;
  private final UUID holder = UUID.randomUUID();

  ArtifactHold(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** Stores what the stream holds; the caller closes the stream. */
  public Artifact put(InputStream in, String mediaType) throws IOException {
    return artifacts.put(in, mediaType, holder);
  }

  /** Stores bytes. */
  public Artifact put(byte[] bytes, String mediaType) throws IOException {
    return put(new ByteArrayInputStream(bytes), mediaType);
  }

  /** Stores a copy of a file. */
  public Artifact put(Path file, String mediaType) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return put(in, mediaType);
    }
  }

  /** Stores a list of stored files. */
  public Artifact putList(FileList files) throws IOException {
    return artifacts.putList(files, holder);
  }

  /**
   * Lets go of what was stored, after the caller's transaction if there is one: only then do others
   * see the rows that it wrote.
   */
  public void release() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
              artifacts.release(holder);
            }
          });
    } else {
      artifacts.release(holder);
    }
  }
}
