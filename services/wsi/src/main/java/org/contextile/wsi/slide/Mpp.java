// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Microns a level-0 pixel.
 *
 * @param x micrometres a pixel across, in (0, 100]
 * @param y micrometres a pixel down, in (0, 100]
 * @param source where the two come from
 */
public record Mpp(double x, double y, MppSource source) {
  /** Coarser than any scanner's output; a value above it is a print resolution, not a scan's. */
  private static final double COARSEST = 100;

  public Mpp {
    if (!plausible(x) || !plausible(y)) {
      throw new IllegalArgumentException("mpp must be in (0, 100] µm, is " + x + ", " + y);
    }
  }

  /** The same value on both axes, given by the user. */
  public static Mpp override(double value) {
    return new Mpp(value, value, MppSource.OVERRIDE);
  }

  /** The mean of the two axes, in micrometres a level-0 pixel. */
  public double value() {
    return (x + y) / 2;
  }

  /** Reads OpenSlide's properties; empty when they hold no usable value. */
  static Optional<Mpp> of(Map<String, String> properties) {
    var x = number(properties.get("openslide.mpp-x"));
    var y = number(properties.get("openslide.mpp-y"));
    if (x.isEmpty() || y.isEmpty()) {
      return Optional.empty();
    }
    // OpenSlide derives a plain TIFF's mpp from its resolution tags; other vendors have a field.
    var source =
        "generic-tiff".equals(properties.get("openslide.vendor"))
            ? MppSource.TIFF_RESOLUTION
            : MppSource.OPENSLIDE;
    return Optional.of(new Mpp(x.getAsDouble(), y.getAsDouble(), source));
  }

  private static OptionalDouble number(@Nullable String text) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      var value = Double.parseDouble(text);
      return plausible(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static boolean plausible(double value) {
    return value > 0 && value <= COARSEST;
  }
}
