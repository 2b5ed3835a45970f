// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A process works on the data directory; its message says which, and what to do. */
public final class DirectoryInUseException extends IOException {

  private static final long serialVersionUID = 1;

  DirectoryInUseException(Path directory, LockHolder holder) {
    this(directory, Optional.of(holder));
  }

  DirectoryInUseException(Path directory, Optional<LockHolder> holder) {
    super(
        "The data directory %s is in use by %s. Stop that process%s, or set CONTEXTILE_HOME to another directory."
            .formatted(
                directory,
                holder.map(LockHolder::describe).orElse("another process"),
                holder.map(it -> " (kill " + it.pid() + ")").orElse("")));
  }
}
