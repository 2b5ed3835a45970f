// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelScale;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffPage;

/**
 * Each level's width and height against level 0's. A level that was padded to whole tiles, or
 * cropped, shrinks by another number on one axis than on the other; on a square slide only its
 * resolution tags tell.
 */
final class LevelSizes {
  /** Writers that give every level the resolution of the first say nothing by it. */
  private static final double LEAST_STATED = 1.05;

  /** A figure further off is of something else, such as of printing. */
  private static final double MOST_APART = 4;

  private static final double ROUNDING = 0.02;

  private LevelSizes() {}

  /** Those that fit; of each other one, why not. */
  static List<Level> check(List<Level> levels, Optional<TiffFile> tags, List<String> warnings) {
    Level first = levels.getFirst();
    var fitting = new ArrayList<Level>();
    for (Level level : levels) {
      Optional<String> doubt = doubt(first, level, tags);
      if (doubt.isEmpty()) {
        fitting.add(level);
      } else {
        warnings.add(
            "Level %d is padded or cropped and left out of every figure: it has %d × %d px, level 0 has %d × %d px, %s."
                .formatted(
                    level.index(),
                    level.widthPx(),
                    level.heightPx(),
                    first.widthPx(),
                    first.heightPx(),
                    doubt.get()));
      }
    }
    return fitting;
  }

  private static Optional<String> doubt(Level first, Level level, Optional<TiffFile> tags) {
    double across = (double) first.widthPx() / level.widthPx();
    double down = (double) first.heightPx() / level.heightPx();
    OptionalDouble common =
        LevelScale.of(first.widthPx(), first.heightPx(), level.widthPx(), level.heightPx());
    if (common.isEmpty()) {
      return Optional.of(
          "%s times fewer across and %s times fewer down"
              .formatted(Mpp.text(across), Mpp.text(down)));
    }
    OptionalDouble stated = tags.map(it -> stated(it, first, level)).orElse(OptionalDouble.empty());
    if (stated.isEmpty() || fits(stated.getAsDouble(), first, level)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s times fewer, whereas its resolution tags say %s times"
            .formatted(Mpp.text(across), Mpp.text(stated.getAsDouble())));
  }

  private static boolean fits(double stated, Level first, Level level) {
    double ratio = (double) first.widthPx() / level.widthPx() / stated;
    if (stated < LEAST_STATED || ratio > MOST_APART || ratio < 1 / MOST_APART) {
      return true;
    }
    return Math.abs(ratio - 1) <= ROUNDING
        || Math.abs(first.widthPx() / stated - level.widthPx()) <= 1;
  }

  /** By how much the resolution tags of a level are coarser than those of level 0. */
  private static OptionalDouble stated(TiffFile tags, Level first, Level level) {
    OptionalDouble whole = mpp(tags, first);
    OptionalDouble part = mpp(tags, level);
    return whole.isPresent() && part.isPresent()
        ? OptionalDouble.of(part.getAsDouble() / whole.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble mpp(TiffFile tags, Level level) {
    return pages(tags)
        .filter(page -> page.widthPx() == level.widthPx() && page.heightPx() == level.heightPx())
        .findFirst()
        .map(TiffPage::mppX)
        .orElse(OptionalDouble.empty());
  }

  /** All pages, each followed by its sub-pages. */
  static Stream<TiffPage> pages(TiffFile tags) {
    return tags.pages().stream()
        .flatMap(page -> Stream.concat(Stream.of(page), page.subPages().stream()));
  }
}
