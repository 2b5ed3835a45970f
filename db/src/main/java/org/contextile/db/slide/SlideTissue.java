// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

/**
 * What is tissue on a slide.
 *
 * @param maskDigest artifact of the mask image
 * @param maskDownsample how often smaller than level 0 the mask is
 * @param fraction tissue area over slide area, 0 to 1
 * @param unreadableFraction area that could not be read, and so not be searched, over slide area
 * @param penFraction area that is ink or black, and not counted as tissue, over slide area
 * @param polygonsDigest artifact of the outlines as GeoJSON in level-0 pixels
 */
@Embeddable
public record SlideTissue(
    @Column(name = "tissue_mask_digest") @Nullable String maskDigest,
    @Column(name = "tissue_mask_downsample") @Nullable Double maskDownsample,
    @Column(name = "tissue_fraction") @Nullable Double fraction,
    @Column(name = "unreadable_fraction") @Nullable Double unreadableFraction,
    @Column(name = "pen_fraction") @Nullable Double penFraction,
    @Column(name = "tissue_polygons_digest") @Nullable String polygonsDigest) {
  /** Not looked for. */
  public static final SlideTissue NONE = new SlideTissue(null, null, null, null, null, null);
}
