// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.contextile.db.slide.FinestTiles;
import org.contextile.library.wsi.slide.Mpp;

/** How fine tiles are. */
final class TileMpp {

  private TileMpp() {}

  /**
   * As fine as asked for, if the slide is; where nothing was asked for, as fine as the slide is.
   *
   * @param usual what nobody asked for
   * @param slide the name of the coarsest slide
   * @param mpp its own
   * @param notes takes what was decided for the user
   * @throws DemoFailure if what was asked for is finer, with the finest that works
   */
  static double of(
      OptionalDouble asked, double usual, String slide, double mpp, Consumer<String> notes) {
    double wanted = asked.orElse(usual);
    if (FinestTiles.allows(mpp, wanted)) {
      return wanted;
    }
    if (asked.isPresent()) {
      throw new DemoFailure(
          "MPP=%s is finer than %s, which has %s µm/px: the finest that works is MPP=%s."
              .formatted(Mpp.text(wanted), slide, Mpp.text(mpp), FinestTiles.finest(mpp)));
    }
    notes.accept(
        "Tiles have %s µm/px and not %s, as %s has, the coarsest slide; MPP= says otherwise, down to MPP=%s"
            .formatted(Mpp.text(mpp), Mpp.text(usual), slide, FinestTiles.finest(mpp)));
    return mpp;
  }
}
