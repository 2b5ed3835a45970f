// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.springframework.stereotype.Component;

/**
 * The folders from which slides of every workspace may be named, and the check that a name stays in
 * them.
 */
@Component
final class AllowedRoots {
  private final List<Path> roots;

  AllowedRoots(IngestProperties properties) {
    this.roots = properties.roots().stream().map(AllowedRoots::real).toList();
  }

  /**
   * The file that an address names.
   *
   * @throws ProblemException {@code unsafe-name} when it lies outside every root or a part of it is
   *     a symbolic link or {@code ..}; {@code unreadable-slide} when there is no such file
   */
  Path resolve(String uri) {
    Path file = parse(uri);
    Path root =
        roots.stream().filter(file::startsWith).findFirst().orElseThrow(AllowedRoots::outside);
    Path walked = root;
    for (Path part : root.relativize(file)) {
      walked = walked.resolve(part);
      if (Files.isSymbolicLink(walked)) {
        throw SlideName.unsafe("A slide is not reached over a symbolic link.", "/uri");
      }
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(file)) {
      throw new ProblemException(
          Problem.of(
                  "unreadable-slide", "Unreadable slide", 422, "There is no readable file there.")
              .at("/uri"));
    }
    return file;
  }

  private static Path parse(String uri) {
    try {
      Path file = uri.startsWith("/") ? Path.of(uri) : Path.of(URI.create(uri));
      if (!file.isAbsolute() || !file.equals(file.normalize())) {
        throw SlideName.unsafe("A slide's address is absolute, without '.' and '..'.", "/uri");
      }
      return file;
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw SlideName.unsafe("The address is not one of a file: " + e.getMessage(), "/uri");
    }
  }

  private static ProblemException outside() {
    return SlideName.unsafe("The address lies in no folder that this server allows.", "/uri");
  }

  private static Path real(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException e) {
      throw new IllegalArgumentException("contextile.ingest.roots: no folder " + root, e);
    }
  }
}
