// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import com.microsoft.playwright.options.ColorScheme;
import java.util.List;

/** A theme, and a window of a desk or a hand. */
record Appearance(ColorScheme theme, int width, int height) {
  static final List<Appearance> ALL =
      List.of(
          new Appearance(ColorScheme.LIGHT, 1280, 900),
          new Appearance(ColorScheme.DARK, 1280, 900),
          new Appearance(ColorScheme.LIGHT, 390, 844),
          new Appearance(ColorScheme.DARK, 390, 844));

  /** Such as {@code light-1280}. */
  String label() {
    return (theme == ColorScheme.LIGHT ? "light-" : "dark-") + width;
  }
}
