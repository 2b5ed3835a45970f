// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The oldest OpenSlide that may read a slide, and how to get it. */
final class OpenSlideVersion {
  /** Closes two holes that crafted files could use, and rights the X and Y mpp of DICOM. */
  static final String OLDEST = "4.0.1";

  static final String REMEDY =
      "OpenSlide 4.0.1 or later is needed: older ones can be made to write outside their memory by"
          + " a crafted file, and 4.0.0 swaps the X and Y resolution of DICOM. Run 'make setup',"
          + " which fetches it, or point CONTEXTILE_OPENSLIDE_LIBRARY (or"
          + " contextile.openslide.library) at the libopenslide.so.1 of the Python package"
          + " openslide-bin 4.0.1.2";

  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

  private OpenSlideVersion() {}

  /** Whether a version, as {@code openslide_get_version} tells it, may be used. */
  static boolean isUsable(String version) {
    var match = NUMBERS.matcher(version);
    if (!match.matches()) {
      return false;
    }
    int[] found = numbers(match.replaceFirst("$1.$2.$3"));
    return Arrays.compare(found, numbers(OLDEST)) >= 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
