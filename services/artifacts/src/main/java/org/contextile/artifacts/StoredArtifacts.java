// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.ObjectStore;
import org.contextile.library.storage.StagedObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artifacts as objects and rows, in step with each other. */
final class StoredArtifacts implements ArtifactStore {
  private static final Logger log = LoggerFactory.getLogger(StoredArtifacts.class);

  private final ObjectStore objects;
  private final ArtifactRows rows;

  StoredArtifacts(ObjectStore objects, ArtifactRows rows) {
    this.objects = objects;
    this.rows = rows;
  }

  @Override
  public Artifact put(InputStream in, String mediaType, UUID holder) throws IOException {
    try (StagedObject staged = objects.stage(in)) {
      Artifact artifact = new Artifact(staged.digest(), staged.sizeBytes(), mediaType);
      // No lock and no connection is held while a store is slow or away.
      staged.transfer();
      rows.insert(artifact, holder, staged::publish);
      staged.ensure();
      return artifact;
    }
  }

  @Override
  public Artifact putList(FileList files, UUID holder) throws IOException {
    Artifact list = put(new ByteArrayInputStream(files.toBytes()), FileList.MEDIA_TYPE, holder);
    rows.insertParts(list.digest(), files.digests());
    return list;
  }

  @Override
  public LocalCopy open(String digest) throws IOException {
    return objects.open(digest);
  }

  @Override
  public InputStream read(String digest, long offset) throws IOException {
    return objects.read(digest, offset);
  }

  @Override
  public long size(String digest) throws IOException {
    return objects.size(digest);
  }

  @Override
  public boolean contains(String digest) throws IOException {
    return objects.contains(digest);
  }

  @Override
  public void discardIfUnreferenced(String digest) {
    try {
      List<String> parts = rows.parts(digest);
      if (rows.deleteUnlessReferenced(digest, () -> objects.delete(digest))) {
        parts.forEach(this::discardIfUnreferenced);
      }
    } catch (UncheckedIOException e) {
      log.warn("The artifact {} stays until it is collected: {}", digest, e.getMessage());
    }
  }

  @Override
  public void release(UUID holder) {
    rows.release(holder).forEach(this::discardIfUnreferenced);
  }

  /**
   * Deletes what no row refers to and nobody has held since {@code grace}: artifacts, objects
   * without a row, and writes that a crash cut off. Two processes at once do no harm, for each
   * deletion decides again under a lock.
   *
   * @return how many artifacts
   */
  int collect(Duration grace) throws IOException {
    int deleted = 0;
    rows.lapse(grace);
    for (String digest : rows.unreferenced()) {
      deleted += rows.deleteUnlessReferenced(digest, () -> objects.delete(digest)) ? 1 : 0;
    }
    Instant limit = Instant.now().minus(grace);
    objects.deleteStagedBefore(limit);
    for (String digest : objects.publishedBefore(limit)) {
      deleted += rows.deleteUnlessRow(digest, () -> objects.delete(digest)) ? 1 : 0;
    }
    if (deleted > 0) {
      log.info("Deleted {} artifacts that nothing referred to", deleted);
    }
    return deleted;
  }
}
