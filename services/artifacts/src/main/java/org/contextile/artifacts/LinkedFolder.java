// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Stored files under their names in a folder of their own, for readers that look beside a file for
 * those that belong to it. They are links: no byte is copied.
 */
public final class LinkedFolder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinkedFolder.class);

  private final Path path;
  private final List<LocalCopy> copies = new ArrayList<>();

  private LinkedFolder(Path path) {
    this.path = path;
  }

  /**
   * The files, until the folder is closed.
   *
   * @throws MissingObjectException if the store does not hold one of them
   */
  public static LinkedFolder of(ArtifactStore artifacts, FileList files) throws IOException {
    LinkedFolder folder = new LinkedFolder(Files.createTempDirectory("contextile-files-"));
    boolean whole = false;
    try {
      for (Map.Entry<String, String> file : files.byName().entrySet()) {
        folder.add(file.getKey(), artifacts.open(file.getValue()));
      }
      whole = true;
      return folder;
    } finally {
      if (!whole) {
        folder.close();
      }
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      // Links are deleted, not what they lead to.
      FileSystemUtils.deleteRecursively(path);
    } catch (FileSystemException e) {
      log.warn("The folder of links {} stays: {}", path, e.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      copies.forEach(LocalCopy::close);
    }
  }

  private void add(String name, LocalCopy copy) throws IOException {
    copies.add(copy);
    Path link = path.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, copy.path().toAbsolutePath());
  }
}
