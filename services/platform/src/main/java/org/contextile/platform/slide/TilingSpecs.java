// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.slide;

import org.contextile.db.slide.TilingSpec;
import org.jspecify.annotations.Nullable;

/** The API's tiling specification as the database's, and back. */
public final class TilingSpecs {

  private TilingSpecs() {}

  /** A request without one means the defaults of the contract. */
  public static TilingSpec of(org.contextile.api.model.@Nullable TilingSpec requested) {
    var spec = requested == null ? new org.contextile.api.model.TilingSpec() : requested;
    return new TilingSpec(
        spec.getTileSizePx(), spec.getMpp(), spec.getOverlapPx(), spec.getMinTissue());
  }

  public static org.contextile.api.model.TilingSpec toApi(TilingSpec spec) {
    return new org.contextile.api.model.TilingSpec()
        .tileSizePx(spec.tileSizePx())
        .mpp(spec.mpp())
        .overlapPx(spec.overlapPx())
        .minTissue(spec.minTissue());
  }
}
