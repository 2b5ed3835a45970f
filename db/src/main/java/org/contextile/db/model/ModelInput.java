// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.List;

/**
 * How pixels go in.
 *
 * @param inputSizePx side of the square input in pixels
 * @param mean three values, red, green, blue, on the scale 0..1
 * @param std three values likewise
 */
@Embeddable
public record ModelInput(
    int inputSizePx,
    @Enumerated(EnumType.STRING) PixelInput pixelInput,
    List<Double> mean,
    List<Double> std) {
  public ModelInput {
    if (mean.size() != 3 || std.size() != 3) {
      throw new IllegalArgumentException("mean and std have three values: " + mean + ", " + std);
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }
}
