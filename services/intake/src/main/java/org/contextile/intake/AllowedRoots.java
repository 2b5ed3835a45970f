// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;

/**
 * The folders from which files of every workspace may be named, and the check that a name stays in
 * them.
 */
public final class AllowedRoots {
  private final List<Path> roots;

  public AllowedRoots(List<Path> roots) {
    this.roots = roots.stream().map(AllowedRoots::real).toList();
  }

  /**
   * What an address names, be it there or not.
   *
   * @param uri an absolute path, or one as {@code file:///…}
   * @param pointer the request's field that holds the address
   * @throws ProblemException {@code unsafe-name} when it lies outside every root or a part of it is
   *     a symbolic link or {@code ..}
   */
  public Path resolve(String uri, String pointer) {
    return check(parse(uri, pointer), pointer);
  }

  /**
   * Checks a file that was found beside or below another. Its path is not written as text between,
   * which would be another one where its bytes are none.
   *
   * @return the file
   * @throws ProblemException {@code unsafe-name} as for an address
   */
  public Path check(Path file, String pointer) {
    Path root =
        roots.stream()
            .filter(file::startsWith)
            .findFirst()
            .orElseThrow(
                () -> unsafe("The address lies in no folder that this server allows.", pointer));
    Path walked = root;
    for (Path part : root.relativize(file)) {
      walked = walked.resolve(part);
      if (Files.isSymbolicLink(walked)) {
        throw unsafe("A file is not reached over a symbolic link.", pointer);
      }
    }
    return file;
  }

  /** Whether a file is there that can be read, and no link to one. */
  public static boolean isReadableFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(file);
  }

  private static Path parse(String uri, String pointer) {
    try {
      Path file = uri.startsWith("/") ? Path.of(uri) : Path.of(URI.create(uri));
      if (!file.isAbsolute() || !file.equals(file.normalize())) {
        throw unsafe("A file's address is absolute, without '.' and '..'.", pointer);
      }
      return file;
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw unsafe("The address is not one of a file: " + e.getMessage(), pointer);
    }
  }

  private static ProblemException unsafe(String detail, String pointer) {
    return new ProblemException(ProblemType.UNSAFE_NAME.with(detail).at(pointer));
  }

  private static Path real(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException e) {
      throw new IllegalArgumentException("contextile.ingest.roots: no folder " + root, e);
    }
  }
}
