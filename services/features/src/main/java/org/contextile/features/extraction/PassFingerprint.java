// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.contextile.library.featurefile.FeatureAttributes;
import org.contextile.library.storage.Sha256;

/**
 * What decides the rows that one model makes of a slide: all that the feature file says of itself
 * (slide, tiling, weights, precision, reader, decoder, software), how pixels enter, where it is
 * computed, and how many tiles at once.
 */
final class PassFingerprint {

  /** Hexadecimal digits. */
  static final int LENGTH = 64;

  private PassFingerprint() {}

  static String of(LoadedModel model, FeatureAttributes attributes, int batchSize) {
    String text =
        String.join(
            "\n",
            attributes.toString(),
            model.backbone().input().toString(),
            String.valueOf(model.row().documents().configJson()),
            model.backbone().device().toString(),
            Integer.toString(batchSize));
    byte[] digest = Sha256.begin().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
