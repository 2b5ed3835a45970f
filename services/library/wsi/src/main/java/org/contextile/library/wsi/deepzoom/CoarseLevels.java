// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import java.util.Optional;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Slide;

/**
 * Which levels of a slide's DeepZoom are made once and stored: those whose tiles cost more than a
 * read of their own size, as far as a pass over a level of the file that makes them is worth it. Of
 * a file with a pyramid these are its coarsest levels, of a flat one all but the finest.
 *
 * @param base the level that is read for them
 * @param exponent of two, which {@code base}'s downsample is
 */
public record CoarseLevels(Level base, int exponent) {
  /** A tile that reads more than this is not made when it is asked for. */
  private static final double MOST_READ_PX = 1.25 * (1 << 20);

  /** A tile that reads more than this costs more than a read. */
  private static final double ONE_READ_PX = 1.5 * (1 << 16);

  /** A level of this size is read for a second or two; a larger one only when it must be. */
  private static final double CHEAP_PX = 1 << 27;

  private static final int TILE_SIDE_PX = DeepZoom.TILE_PX + 2 * DeepZoom.OVERLAP_PX;

  /** Empty when every tile is a read of the file. */
  public static Optional<CoarseLevels> of(Slide slide) {
    int levels = DeepZoom.levels(slide.widthPx(), slide.heightPx());
    for (int exponent = 1; exponent < levels; exponent++) {
      Level level = slide.levelFor((double) (1L << exponent));
      double read = readPx(level, Math.scalb(1.0, exponent) / level.downsample());
      boolean must = read > MOST_READ_PX;
      if (must || (read > ONE_READ_PX && px(level) <= CHEAP_PX)) {
        Optional<CoarseLevels> from = from(slide, level);
        if (must || from.filter(it -> px(it.base()) <= CHEAP_PX).isPresent()) {
          return from;
        }
      }
    }
    return Optional.empty();
  }

  /** The same levels from the next finer one of the file; empty when there is none. */
  public Optional<CoarseLevels> finer(Slide slide) {
    int at = slide.levels().indexOf(base);
    return at == 0 ? Optional.empty() : from(slide, slide.levels().get(at - 1));
  }

  /** DeepZoom halves: the level, or the next finer one, that is smaller by a power of two. */
  private static Optional<CoarseLevels> from(Slide slide, Level level) {
    for (int i = slide.levels().indexOf(level); i >= 0; i--) {
      Level candidate = slide.levels().get(i);
      int exponent = (int) Math.round(Math.log(candidate.downsample()) / Math.log(2));
      double off = Math.abs(candidate.downsample() / Math.scalb(1.0, exponent) - 1);
      if (off * Math.max(candidate.widthPx(), candidate.heightPx()) < 0.5) {
        return Optional.of(new CoarseLevels(candidate, exponent));
      }
    }
    return Optional.empty();
  }

  private static double readPx(Level level, double scale) {
    return Math.min((double) level.widthPx(), TILE_SIDE_PX * scale)
        * Math.min((double) level.heightPx(), TILE_SIDE_PX * scale);
  }

  private static double px(Level level) {
    return (double) level.widthPx() * level.heightPx();
  }
}
