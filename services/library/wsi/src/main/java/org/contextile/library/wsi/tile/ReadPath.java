// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.Locale;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Slide;

/** How the tiles of a grid are read from a slide. */
public sealed interface ReadPath {
  /** Neighbours are read together and cut apart, so that each stored tile is decoded once. */
  record Together() implements ReadPath {}

  /**
   * Each tile is read alone, which decodes a stored tile once for every tile that touches it.
   *
   * @param reason why neighbours cannot be read together
   */
  record OneByOne(String reason) implements ReadPath {}

  /** How tiles are read: together wherever both ways give the same pixels. */
  static ReadPath of(Slide slide, TileGrid grid) {
    return of(slide.name(), TileWindow.of(slide, grid));
  }

  /** As {@link #of(Slide, TileGrid)}, and does what the caller wants when that is slow. */
  static ReadPath of(Slide slide, TileGrid grid, WhenSlow whenSlow) {
    ReadPath path = of(slide, grid);
    if (path instanceof OneByOne slow) {
      switch (whenSlow) {
        case ACCEPT -> {}
        case WARN ->
            System.getLogger(ReadPath.class.getName())
                .log(System.Logger.Level.WARNING, slow.reason());
        case FAIL -> throw new SlowPathException(slow.reason());
      }
    }
    return path;
  }

  private static ReadPath of(String slide, TileWindow window) {
    Level level = window.level();
    if (window.isPixelExact()) {
      return new Together();
    }
    return new OneByOne(
        String.format(
            Locale.ROOT,
            "tiles of %s are read one by one: level %d is %.5f times smaller than level 0, not a"
                + " whole number of times, so its reader interpolates, and a region of several"
                + " tiles would have other pixels than each tile alone",
            slide,
            level.index(),
            level.downsample()));
  }
}
