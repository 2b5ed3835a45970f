// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.List;
import java.util.Optional;

/**
 * What a slide's figures say of each other: one that another contradicts is not used. It follows
 * from the file and the user's override alone, so that every opening of a slide comes to the same.
 *
 * @param levels those that fit level 0, finest first
 * @param unbelieved why the size of pixels that the file states is taken for none
 * @param contradiction why the size of pixels cannot be used unless the user confirms one
 * @param warnings what was left out or done otherwise than the file says, both figures in each
 */
public record Plausibility(
    List<Level> levels,
    Optional<String> unbelieved,
    Optional<String> contradiction,
    List<String> warnings) {
  public Plausibility {
    levels = List.copyOf(levels);
    warnings = List.copyOf(warnings);
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("level 0 fits itself");
    }
  }

  /** All figures taken as they are. */
  static Plausibility unchecked(List<Level> levels) {
    return new Plausibility(levels, Optional.empty(), Optional.empty(), List.of());
  }
}
