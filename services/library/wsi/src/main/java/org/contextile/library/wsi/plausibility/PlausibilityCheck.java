// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.Plausibility;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;
import org.contextile.library.wsi.tiff.TiffFile;

/** Holds the figures of a slide against each other. */
public final class PlausibilityCheck {
  private PlausibilityCheck() {}

  /**
   * What follows from the figures.
   *
   * @param tags of the file, if it is a TIFF
   * @param mppOverride what the user says of the size of pixels
   * @throws UnsupportedPixelsException when the tags say that pixels mean something else than 8-bit
   *     RGB, upright
   */
  public static Plausibility of(
      PixelReader reader, Optional<TiffFile> tags, Optional<Mpp> mppOverride)
      throws UnsupportedPixelsException {
    var warnings = new ArrayList<String>();
    if (tags.isPresent()) {
      warnings.addAll(new PixelTags(reader, tags.get()).check());
    }
    var levels = LevelSizes.check(reader.levels(), tags, warnings);
    var mpp = new PixelSize(reader, tags, mppOverride);
    warnings.addAll(mpp.warnings());
    return new Plausibility(levels, mpp.unbelieved(), mpp.contradiction(), List.copyOf(warnings));
  }
}
