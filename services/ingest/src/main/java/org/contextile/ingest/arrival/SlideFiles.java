// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.nio.file.Path;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.intake.AllowedRoots;
import org.springframework.stereotype.Component;

/** Slide files under allowed roots. */
@Component
final class SlideFiles {
  private final AllowedRoots roots;

  SlideFiles(AllowedRoots roots) {
    this.roots = roots;
  }

  /**
   * The file that an address names.
   *
   * @throws ProblemException {@code unsafe-name} when it may not be named, {@code unreadable-slide}
   *     when there is no such file
   */
  Path find(String uri) {
    Path file = roots.resolve(uri, "/uri");
    if (!AllowedRoots.isReadableFile(file)) {
      throw new ProblemException(
          ProblemType.UNREADABLE_SLIDE.with("There is no readable file there.").at("/uri"));
    }
    return file;
  }
}
