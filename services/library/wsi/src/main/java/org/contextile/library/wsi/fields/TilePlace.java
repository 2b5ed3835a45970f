// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile lies, by its name.
 *
 * @param rest the name without the two numbers; tiles of one picture have it in common
 * @param x the number across: pixels or columns
 * @param y the number down: pixels or rows
 * @param kind what the numbers are said to be
 */
record TilePlace(String rest, long x, long y, Kind kind) {
  enum Kind {
    /** {@code row} and {@code col}, {@code r} and {@code c}. */
    CELLS,
    /** {@code x} and {@code y}: pixels or cells. */
    XY,
    /** Two numbers at the end that nothing is said of. */
    BARE
  }

  private static final String BEFORE = "(?<![A-Za-z])";
  private static final String NUMBER = "[ _=.-]{0,2}(\\d{1,9})(?!\\d)";
  private static final Pattern X = Pattern.compile(BEFORE + "[xX]" + NUMBER);
  private static final Pattern Y = Pattern.compile(BEFORE + "[yY]" + NUMBER);
  private static final Pattern COLUMN =
      Pattern.compile(BEFORE + "(?:column|col|c)" + NUMBER, Pattern.CASE_INSENSITIVE);
  private static final Pattern ROW =
      Pattern.compile(BEFORE + "(?:row|r)" + NUMBER, Pattern.CASE_INSENSITIVE);
  private static final Pattern BARE = Pattern.compile("(?<!\\d)(\\d{1,9})_(\\d{1,9})$");

  /**
   * Reads a name.
   *
   * @param stem without its extension
   * @return empty when it tells no place, or more than one
   */
  static Optional<TilePlace> of(String stem) {
    return labelled(stem, X, Y, Kind.XY)
        .or(() -> labelled(stem, COLUMN, ROW, Kind.CELLS))
        .or(() -> bare(stem));
  }

  private static Optional<TilePlace> labelled(
      String stem, Pattern across, Pattern down, Kind kind) {
    OptionalLong x = only(stem, across);
    OptionalLong y = only(stem, down);
    if (x.isEmpty() || y.isEmpty()) {
      return Optional.empty();
    }
    String rest = down.matcher(across.matcher(stem).replaceFirst("")).replaceFirst("");
    return Optional.of(new TilePlace(rest, x.getAsLong(), y.getAsLong(), kind));
  }

  private static OptionalLong only(String stem, Pattern pattern) {
    Matcher matcher = pattern.matcher(stem);
    if (!matcher.find()) {
      return OptionalLong.empty();
    }
    long value = Long.parseLong(matcher.group(1));
    return matcher.find() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Optional<TilePlace> bare(String stem) {
    Matcher matcher = BARE.matcher(stem);
    return matcher.find()
        ? Optional.of(
            new TilePlace(
                stem.substring(0, matcher.start()),
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Kind.BARE))
        : Optional.empty();
  }
}
