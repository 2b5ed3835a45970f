// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffPage;

/** Why OpenSlide does not open a TIFF that other programs do, and what makes it a slide. */
public final class UnopenedTiff {
  private static final List<Integer> KNOWN_COMPRESSIONS =
      List.of(1, 5, 7, 8, 32_773, 32_946, 33_003, 33_005, 50_000);

  private UnopenedTiff() {}

  /** Empty when its tags give no reason. */
  public static Optional<String> explain(TiffFile tags) {
    TiffPage first = tags.pages().getFirst();
    var reasons = new ArrayList<String>();
    if (tags.order() == ByteOrder.BIG_ENDIAN && !tags.isBig()) {
      reasons.add("it is a big-endian classic TIFF");
    }
    if (!first.isTiled()) {
      reasons.add("its pixels are in strips, not in tiles");
    }
    if (!KNOWN_COMPRESSIONS.contains(first.compression())) {
      reasons.add("its compression (259) is " + first.compression());
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it is a TIFF that OpenSlide does not open, since "
                + String.join(" and ", reasons)
                + ". Convert it by vips tiffsave FILE OUT.tif --tile --pyramid --compression jpeg"
                + " --Q 90 --bigtiff");
  }
}
