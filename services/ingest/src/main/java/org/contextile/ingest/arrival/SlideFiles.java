// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.intake.AllowedRoots;
import org.springframework.stereotype.Component;

/** Slide files under allowed roots. */
@Component
final class SlideFiles {
  private static final String POINTER = "/uri";

  private final AllowedRoots roots;

  SlideFiles(AllowedRoots roots) {
    this.roots = roots;
  }

  /**
   * The file or folder that an address names.
   *
   * @throws ProblemException {@code unsafe-name} when it may not be named, {@code unreadable-slide}
   *     when there is no such file
   */
  Path find(String uri) {
    Path place = roots.resolve(uri, POINTER);
    if (!AllowedRoots.isReadableFile(place)
        && !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new ProblemException(
          ProblemType.UNREADABLE_SLIDE
              .with("There is no readable file or folder there.")
              .at(POINTER));
    }
    return place;
  }

  /**
   * Checks a file that was found beside another.
   *
   * @throws ProblemException {@code unsafe-name} when it is reached over a symbolic link
   */
  void check(Path found) {
    var _ = roots.check(found, POINTER);
  }
}
