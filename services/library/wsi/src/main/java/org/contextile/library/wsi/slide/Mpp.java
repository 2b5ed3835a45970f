// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Microns per level-0 pixel.
 *
 * @param x micrometres per pixel across, in (0, 100]
 * @param y micrometres per pixel down, in (0, 100]
 * @param source where the two come from
 */
public record Mpp(double x, double y, MppSource source) {
  /** Coarser than any scanner's output. */
  private static final double COARSEST = 100;

  /** A file's own figure is believed in between; 0.5x on a microscope is about 20. */
  private static final double FINEST_BELIEVED = 0.02;

  private static final double COARSEST_BELIEVED = 20;

  /**
   * Resolution tags coarser than this are for printing: 300 dots an inch are 84.67 µm a pixel,
   * whereas 1x on a microscope is about 10.
   */
  private static final double COARSEST_TIFF_RESOLUTION = 10;

  /** The part by which the axes of one scanner differ from slide to slide. */
  private static final double NOISE = 0.01;

  public Mpp {
    if (!plausible(x) || !plausible(y)) {
      throw new IllegalArgumentException("mpp must be in (0, 100] µm, is " + x + ", " + y);
    }
  }

  /** The same value on both axes, given by the user. */
  public static Mpp override(double value) {
    return new Mpp(value, value, MppSource.OVERRIDE);
  }

  /**
   * A figure as a reader would write it: at most four digits that tell, and no more than needed.
   */
  public static String text(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** Whether the two axes differ by no more than a scanner's calibration does. */
  public boolean isSquare() {
    return Math.abs(x - y) <= NOISE * Math.max(x, y);
  }

  /**
   * Micrometres per level-0 pixel, the mean of the two axes.
   *
   * @throws IllegalStateException when the pixels are not square: there is no such value
   */
  public double value() {
    if (!isSquare()) {
      throw new IllegalStateException("pixels of " + x + " × " + y + " µm have no one side");
    }
    return (x + y) / 2;
  }

  /**
   * Reads OpenSlide's properties; empty when they hold no value that is believed: 0.02 to 20 µm, or
   * 10 µm by resolution tags.
   */
  public static Optional<Mpp> of(Map<String, String> properties) {
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
    double coarser = Math.max(x.getAsDouble(), y.getAsDouble());
    if (source == MppSource.TIFF_RESOLUTION && coarser > COARSEST_TIFF_RESOLUTION) {
      return Optional.empty();
    }
    return Optional.of(new Mpp(x.getAsDouble(), y.getAsDouble(), source));
  }

  private static OptionalDouble number(@Nullable String text) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      var value = Double.parseDouble(text);
      return value >= FINEST_BELIEVED && value <= COARSEST_BELIEVED
          ? OptionalDouble.of(value)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static boolean plausible(double value) {
    return value > 0 && value <= COARSEST;
  }
}
