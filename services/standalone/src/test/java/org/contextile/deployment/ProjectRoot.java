// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory that holds the deployment files. */
final class ProjectRoot {

  private ProjectRoot() {}

  static Path resolve(String path) {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("helm/contextile/Chart.yaml"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("Not inside the project: " + Path.of("").toAbsolutePath());
      }
      directory = parent;
    }
    return directory.resolve(path);
  }

  static String read(String path) {
    try {
      return Files.readString(resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
