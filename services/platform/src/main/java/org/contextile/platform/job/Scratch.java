// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A directory that lives as long as one run of a job. */
record Scratch(Path directory) implements AutoCloseable {

  static Scratch open(@Nullable Path parent, UUID job) {
    try {
      if (parent == null) {
        return new Scratch(Files.createTempDirectory("contextile-" + job));
      }
      Files.createDirectories(parent);
      return new Scratch(Files.createTempDirectory(parent, "contextile-" + job));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a scratch directory", e);
    }
  }

  @Override
  public void close() {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + directory, e);
    }
  }
}
