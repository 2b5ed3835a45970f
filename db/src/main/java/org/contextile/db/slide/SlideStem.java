// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.regex.Pattern;

/**
 * A slide's name without the ending that tells its format, {@code .ome.tif} as a whole. What stands
 * behind another dot belongs to the name.
 */
public final class SlideStem {
  private static final Pattern ENDING =
      Pattern.compile(
          "(\\.ome)?\\.(svs|tiff?|btf|ndpi|mrxs|scn|bif|vms|vmu|czi|dcm|dicom|zvi|svslide|qptiff|isyntax|jp2"
              + "|jpe?g|png|zip)$",
          Pattern.CASE_INSENSITIVE);

  private SlideStem() {}

  /** The stem; the whole name where nothing else would be left. */
  public static String of(String name) {
    String stem = ENDING.matcher(name).replaceFirst("");
    return stem.isEmpty() ? name : stem;
  }
}
