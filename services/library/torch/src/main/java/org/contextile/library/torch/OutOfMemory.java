// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import ai.djl.engine.EngineException;
import java.util.List;

/** Memory that ran out, of the device or of the host, and the one way in which work fails of it. */
public final class OutOfMemory {

  /** libtorch has no type for it, only these words, by allocator and library. */
  private static final List<String> WORDS =
      List.of(
          "out of memory",
          "can't allocate memory",
          "not enough memory",
          "bad_alloc",
          "STATUS_ALLOC_FAILED");

  private OutOfMemory() {}

  /** Work that may need more memory than there is. */
  public interface Work<T, E extends Exception> {

    /** Does it. */
    T run() throws E;
  }

  /** Makes the failure that the caller's own world understands. */
  public interface Failure {

    /**
     * @param detail what libtorch or the virtual machine said
     */
    RuntimeException of(String detail);
  }

  /**
   * Does work that has halved its batches as far as it could; all other failures pass unchanged.
   *
   * @throws E what the work throws
   */
  public static <T, E extends Exception> T typed(Work<T, E> work, Failure failure) throws E {
    try {
      return work.run();
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!isCauseOf(e)) {
        throw e;
      }
      RuntimeException typed =
          failure.of("The memory does not suffice, even for the smallest batch: " + e.getMessage());
      typed.addSuppressed(e);
      throw typed;
    }
  }

  /** True if memory that ran out is behind a failure; less work at once may then succeed. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean engine = cause instanceof ScriptException || cause instanceof EngineException;
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof OutOfMemoryError
          || (engine && WORDS.stream().anyMatch(message::contains))) {
        return true;
      }
    }
    return false;
  }
}
