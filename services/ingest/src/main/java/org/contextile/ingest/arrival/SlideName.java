// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** The name of a slide: one path segment that is safe to show and to save under. */
public final class SlideName {
  private static final int LONGEST = 255;

  private SlideName() {}

  /**
   * The name asked for, else the file's.
   *
   * @throws ProblemException {@code unsafe-name} when it is no plain file name
   */
  static String of(@Nullable String asked, @Nullable String fileName) {
    if (asked != null && !asked.isBlank()) {
      return check(asked.strip());
    }
    return check(fileName == null || fileName.isBlank() ? "slide" : fileName.strip());
  }

  private static ProblemException unsafe(String detail, String pointer) {
    return new ProblemException(ProblemType.UNSAFE_NAME.with(detail).at(pointer));
  }

  /**
   * A name as it is.
   *
   * @throws ProblemException {@code unsafe-name} when it is no plain file name
   */
  public static String check(String name) {
    boolean unsafe =
        name.length() > LONGEST
            || name.equals(".")
            || name.equals("..")
            || name.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (unsafe) {
      throw unsafe(
          "A slide's name is a file name of at most " + LONGEST + " characters without folders.",
          "/name");
    }
    return name;
  }
}
