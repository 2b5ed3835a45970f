// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.nio.file.Path;

/** An object as a local file, to be read only; the file may go when the copy is closed. */
public final class LocalCopy implements AutoCloseable {
  private final Path path;
  private final Runnable release;
  private boolean closed;

  /**
   * @param release told once that nobody reads the file through this copy any more
   */
  public LocalCopy(Path path, Runnable release) {
    this.path = path;
    this.release = release;
  }

  /**
   * The file, whose name says nothing.
   *
   * @throws IllegalStateException if the copy is closed
   */
  public synchronized Path path() {
    if (closed) {
      throw new IllegalStateException("The copy is closed");
    }
    return path;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    release.run();
  }
}
