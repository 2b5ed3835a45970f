// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tissue.FoundTissue;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.tiles.NewTiling;

/** What the search for tissue has to say, with the setting that helps where there is one. */
final class TissueWarnings {
  /** What is smaller than a cell is noise, and not worth a word. */
  private static final double LEAST_PIECE_MICROMETRES2 = 256;

  private TissueWarnings() {}

  static List<String> of(FoundTissue found, NewTiling tiling) {
    var warnings = new ArrayList<String>();
    TissueMask mask = found.mask();
    if (mask.unreadableFraction() > 0) {
      warnings.add(
          percent(mask.unreadableFraction())
              + " of the slide cannot be read and was not searched for tissue.");
    }
    warnings.addAll(ink(mask));
    if (found.faint()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The stain is faint: tissue begins at a saturation of %.1f of 255 above the glass"
                  + " instead of 15 or more. Look at the tissue mask.",
              found.saturation()));
    }
    if (mask.fraction() == 0) {
      warnings.add(
          (mask.unreadableFraction() > 0
                  ? "No tissue was found in what can be read."
                  : "No tissue was found.")
              + smallPieces(mask, tiling));
    } else if (tiling.grid().tiles().isEmpty()) {
      warnings.add(noTile(mask, tiling.grid()));
    }
    return warnings;
  }

  private static List<String> ink(TissueMask mask) {
    var warnings = new ArrayList<String>();
    if (mask.colouredInkFraction() > 0) {
      warnings.add(
          percent(mask.colouredInkFraction())
              + " of the slide is marked with a pen, by its colour and evenness, which is not taken"
              + " for tissue. If it is a dense stain, give tiling.keepColouredInk.");
    }
    if (mask.keptInkFraction() > 0) {
      warnings.add(
          percent(mask.keptInkFraction())
              + " of the slide has the colour and the evenness of a pen's ink and is taken for"
              + " tissue, as tiling.keepColouredInk asks.");
    }
    if (mask.blackFraction() > 0) {
      warnings.add(
          percent(mask.blackFraction())
              + " of the slide is black, of ink or as a scanner's border, which is not taken for"
              + " tissue.");
    }
    return warnings;
  }

  private static String smallPieces(TissueMask mask, NewTiling tiling) {
    double mpp = tiling.grid().slideMpp();
    double largest = mask.largestSmallPieceLevel0Px2() * mpp * mpp;
    return largest < LEAST_PIECE_MICROMETRES2
        ? ""
        : String.format(
            Locale.ROOT,
            " The largest stained piece has %,.0f µm², and a piece counts from %,.0f µm²: give"
                + " tiling.minTissueAreaMicrometres2, such as %s.",
            largest,
            tiling.spec().minTissueAreaMicrometres2(),
            roundedDown(largest));
  }

  private static String noTile(TissueMask mask, TileGrid grid) {
    var everywhere =
        TileGrid.everywhere(
            grid.slideWidthPx(), grid.slideHeightPx(), grid.slideMpp(), grid.spec());
    if (everywhere.tiles().isEmpty()) {
      return "No tile holds enough tissue for the tiling: the slide is smaller than a tile.";
    }
    double side = grid.sizeLevel0Px();
    double fullest = 0;
    for (Tile tile : everywhere.tiles()) {
      fullest = Math.max(fullest, mask.fraction((double) tile.x(), (double) tile.y(), side, side));
    }
    return String.format(
        Locale.ROOT,
        "No tile holds enough tissue for the tiling: the fullest is tissue to %.3f, and minTissue"
            + " is %s. Give tiling.minTissue, such as %s, or a smaller tiling.tileSizePx.",
        fullest,
        grid.spec().minTissueFraction(),
        roundedDown(fullest));
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }

  /** To two digits, so that what has the value still counts. */
  private static String roundedDown(double value) {
    return BigDecimal.valueOf(value)
        .round(new MathContext(2, RoundingMode.DOWN))
        .stripTrailingZeros()
        .toPlainString();
  }
}
