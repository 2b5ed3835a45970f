// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * An objective's power beside the size of a pixel. Their product is the pixel on the sensor: 10 µm
 * for line scanners (Aperio 0.25 at 40x, 0.499 at 20x; Ventana 0.465 at 20x; Hamamatsu 0.23 at
 * 40x), 4.4 to 7 µm for cameras (3DHISTECH 0.2325 at 20x, Olympus 0.1725 at 40x, 0.345 at 20x),
 * 3.45 µm for recent ones (Zeiss 0.1725 at 20x), and 13 µm where a camera of 6.5 µm adds pixels up
 * in pairs.
 *
 * @param power such as 20
 */
public record Magnification(double power) {
  private static final double LEAST_USUAL = 3.4;
  private static final double MOST_USUAL = 13.5;

  /** No sensor has pixels this small. */
  private static final double LEAST = 1.7;

  /** Twice 13 µm is odd; more than that is another magnification, or another unit. */
  private static final double MOST = 30;

  public Magnification {
    if (!(power > 0) || !Double.isFinite(power)) {
      throw new IllegalArgumentException("an objective of " + power);
    }
  }

  /**
   * The file's own, as OpenSlide reports it; what vendors write in its place, such as 0, is none.
   */
  public static OptionalDouble power(Map<String, String> properties) {
    String text = properties.get("openslide.objective-power");
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      double power = Double.parseDouble(text.strip());
      return power > 0 && Double.isFinite(power)
          ? OptionalDouble.of(power)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Whether scanners have such pixels at this power. */
  public boolean isUsual(double mpp) {
    return mpp * power >= LEAST_USUAL && mpp * power <= MOST_USUAL;
  }

  /** Whether no microscope has such pixels at this power. */
  public boolean contradicts(double mpp) {
    return mpp * power < LEAST || mpp * power > MOST;
  }

  /** Such as "20x, where 0.17 to 0.68 µm are usual". */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%sx, where %.2g to %.2g µm are usual",
        Mpp.text(power),
        LEAST_USUAL / power,
        MOST_USUAL / power);
  }
}
