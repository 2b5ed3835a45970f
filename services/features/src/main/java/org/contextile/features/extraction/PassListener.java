// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.contextile.library.storage.LocalCopy;

/** Is told how a pass over a slide goes on, and keeps what it has computed. */
interface PassListener {

  /** These tiles an earlier attempt has computed; they are not computed again. */
  void resumed(int tiles);

  /**
   * These tiles have gone through all networks of the pass.
   *
   * @param spent since the batch before
   * @param waited how much of it the networks had nothing to do, for the batch was not read
   */
  void batch(int tiles, Duration spent, Duration waited);

  /** What was last kept, by whatever pass; the caller closes it. */
  Optional<LocalCopy> checkpoint() throws IOException;

  /** Keeps a copy of the file, in place of the one before. */
  void save(Path file) throws IOException;

  /** Whether the work is to be handed back: the next call of {@link #batch} will not return. */
  boolean stopping();
}
