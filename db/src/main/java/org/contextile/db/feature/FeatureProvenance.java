// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.feature;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

/**
 * What decides features beside slide, model and tiling: with another precision or another reader
 * they come out otherwise.
 *
 * @param precision what the network computed in
 * @param reader the library that decoded the slide, such as {@code openslide}
 * @param readerVersion its version, such as {@code 4.0.1}
 */
@Embeddable
public record FeatureProvenance(
    @Enumerated(EnumType.STRING) FeaturePrecision precision, String reader, String readerVersion) {
  public FeatureProvenance {
    if (reader.isBlank() || readerVersion.isBlank()) {
      throw new IllegalArgumentException("a reader's name or version is blank");
    }
  }

  /** As a part of a sentence, such as {@code FP32 by openslide 4.0.1}. */
  public String describe() {
    return precision + " by " + reader + " " + readerVersion;
  }
}
