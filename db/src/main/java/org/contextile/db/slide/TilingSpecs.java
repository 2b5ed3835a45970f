// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.Objects;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** The API's tiling specification as the database's, and back. */
public final class TilingSpecs {

  private TilingSpecs() {}

  /**
   * What a request's {@code tiling} means: the contract's defaults if there is none.
   *
   * @param requested with each value in the contract's range
   * @throws ProblemException {@code invalid-request} if tiles would overlap wholly
   */
  public static org.contextile.api.model.TilingSpec complete(
      org.contextile.api.model.@Nullable TilingSpec requested) {
    var spec = Objects.requireNonNullElseGet(requested, org.contextile.api.model.TilingSpec::new);
    if (spec.getOverlapPx() >= spec.getTileSizePx()) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST
              .with("A tile overlaps its neighbour by less than its size.")
              .at("/tiling/overlapPx"));
    }
    return spec;
  }

  /** A request without one means the defaults of the contract. */
  public static TilingSpec of(org.contextile.api.model.@Nullable TilingSpec requested) {
    var spec = complete(requested);
    return new TilingSpec(
        spec.getTileSizePx(),
        spec.getMpp(),
        spec.getOverlapPx(),
        spec.getMinTissue(),
        spec.getMinTissueAreaMicrometres2(),
        spec.getKeepColouredInk());
  }

  public static org.contextile.api.model.TilingSpec toApi(TilingSpec spec) {
    return new org.contextile.api.model.TilingSpec()
        .tileSizePx(spec.tileSizePx())
        .mpp(spec.mpp())
        .overlapPx(spec.overlapPx())
        .minTissue(spec.minTissue())
        .minTissueAreaMicrometres2(spec.minTissueAreaMicrometres2())
        .keepColouredInk(spec.keepColouredInk());
  }
}
