// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.IOException;

/** Bytes that a store has taken and nobody sees yet. */
public interface StagedObject extends AutoCloseable {

  /** SHA-256 of the bytes, the object's name once it is published. */
  String digest();

  long sizeBytes();

  /** Does what takes long, so that a lock need not be held meanwhile; nothing is promised yet. */
  void transfer() throws IOException;

  /** Makes the bytes visible and lasting, at once; that they are already is no error. */
  void publish() throws IOException;

  /**
   * Makes sure, after a lock under which they were published, that the bytes are there: those that
   * {@link #transfer} found may have been deleted before.
   */
  void ensure() throws IOException;

  /** Gives up what was not published. */
  @Override
  void close() throws IOException;
}
