// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * Immutable bytes under their SHA-256, 64 lower-case hexadecimal digits. An object is seen whole or
 * not at all, also after a crash. Safe for use by several threads and processes.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * Takes all that the stream holds to where nobody sees it yet; the caller closes both.
   *
   * @throws IOException if the stream cannot be read or the bytes cannot be written; nothing stays
   */
  StagedObject stage(InputStream in) throws IOException;

  /**
   * The object as a local file, which stays until the copy is closed or the object is deleted.
   *
   * @throws MissingObjectException if there is none
   */
  LocalCopy open(String digest) throws IOException;

  /**
   * The object's bytes from one on, without those before; the caller closes the stream.
   *
   * @param offset at most the object's size
   * @throws MissingObjectException if there is none
   */
  InputStream read(String digest, long offset) throws IOException;

  /**
   * Bytes of the object.
   *
   * @throws MissingObjectException if there is none
   */
  long size(String digest) throws IOException;

  /** Whether there is such an object. */
  boolean contains(String digest) throws IOException;

  /** Deletes an object; who reads it may read to its end. That there is none is no error. */
  void delete(String digest) throws IOException;

  /** Digests of objects that were last published before a moment. */
  List<String> publishedBefore(Instant limit) throws IOException;

  /** Deletes what was staged before a moment and never published, such as what a crash cut off. */
  void deleteStagedBefore(Instant limit) throws IOException;

  @Override
  default void close() {}
}
