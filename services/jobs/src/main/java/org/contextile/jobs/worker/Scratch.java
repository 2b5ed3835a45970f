// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** A directory that lives as long as one run of a job. */
record Scratch(Path directory) implements AutoCloseable {

  @Override
  public void close() {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + directory, e);
    }
  }
}
