// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.jspecify.annotations.Nullable;

/**
 * Microns per pixel of level 0, where they come from, and the objective's power if the slide names
 * it.
 */
@Embeddable
public record SlideResolution(
    @Column(name = "mpp_x") double mppX,
    @Column(name = "mpp_y") double mppY,
    @Enumerated(EnumType.STRING) MppSource mppSource,
    @Nullable Double objectivePower) {

  /** Microns per pixel, the mean of the axes, which differ by calibration alone. */
  public double mpp() {
    return (mppX + mppY) / 2;
  }
}
