// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.prediction;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts that show where a classifier looked: attention per tile, heatmap as PNG and as GeoJSON.
 */
@Embeddable
public record PredictionImages(
    @Nullable String attentionDigest,
    @Column(name = "heatmap_png_digest") @Nullable String heatmapPngDigest,
    @Column(name = "heatmap_geojson_digest") @Nullable String heatmapGeojsonDigest) {
  public static final PredictionImages NONE = new PredictionImages(null, null, null);

  public boolean heatmap() {
    return heatmapPngDigest != null;
  }
}
