// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.IOException;
import java.nio.file.Files;
import org.contextile.library.storage.MissingObjectException;
import org.contextile.library.storage.StagedFile;
import org.contextile.library.storage.StagedObject;

/** A local file that is on its way into the bucket. */
final class S3StagedObject implements StagedObject {
  private final S3ObjectStore store;
  private final StagedFile file;
  private final S3Upload upload;
  private boolean published;

  S3StagedObject(S3ObjectStore store, StagedFile file, S3Upload upload) {
    this.store = store;
    this.file = file;
    this.upload = upload;
  }

  @Override
  public String digest() {
    return file.digest();
  }

  @Override
  public long sizeBytes() {
    return file.sizeBytes();
  }

  @Override
  public void transfer() throws IOException {
    if (isThere()) {
      return;
    }
    try {
      upload.run();
    } catch (IOException e) {
      // A bucket that refuses what is there may end the connection before it says so.
      if (!isThere()) {
        throw e;
      }
    }
  }

  @Override
  public void publish() {
    // Whoever knows the digest sees the bytes since they were transferred.
    published = true;
  }

  @Override
  public void ensure() throws IOException {
    transfer();
  }

  @Override
  public void close() throws IOException {
    if (published) {
      store.keep(file);
    }
    Files.deleteIfExists(file.path());
  }

  private boolean isThere() throws IOException {
    try {
      return store.size(file.digest()) == file.sizeBytes();
    } catch (MissingObjectException e) {
      return false;
    }
  }
}
