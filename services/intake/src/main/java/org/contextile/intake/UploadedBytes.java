// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.library.storage.LocalCopy;

/** The parts of an upload one after the other, of which one at a time is open. */
final class UploadedBytes extends InputStream {
  private final ArtifactStore artifacts;
  private final Iterator<String> next;
  private InputStream open = InputStream.nullInputStream();

  UploadedBytes(ArtifactStore artifacts, List<String> parts) {
    this.artifacts = artifacts;
    this.next = parts.iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = open.read(bytes, offset, length);
    while (read < 0 && next.hasNext()) {
      open.close();
      open = open(artifacts.open(next.next()));
      read = open.read(bytes, offset, length);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    open.close();
  }

  private static InputStream open(LocalCopy copy) throws IOException {
    try {
      return new FilterInputStream(Files.newInputStream(copy.path())) {
        @Override
        public void close() throws IOException {
          try {
            super.close();
          } finally {
            copy.close();
          }
        }
      };
    } catch (IOException e) {
      copy.close();
      throw e;
    }
  }
}
