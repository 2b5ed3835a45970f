// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.util.List;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.slide.FinestTiles;
import org.contextile.db.slide.TilingSpec;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.library.wsi.slide.Mpp;

/**
 * The tiling that a slide gets when it comes in. One that nobody asked for is made as coarse as the
 * slide where the contract's default would be finer.
 *
 * @param warnings of what nobody asked for
 */
record FirstTiling(TilingSpec spec, List<String> warnings) {

  /**
   * @param mpp microns per pixel of the slide
   * @throws ProblemException {@code too-coarse} when tiles that were asked for are finer
   */
  static FirstTiling of(IngestRequest request, double mpp) {
    TilingSpec spec = TilingSpecs.of(request.tiling());
    if (request.tiling() != null) {
      FinestTiles.require(request.name(), mpp, spec);
    }
    if (FinestTiles.allows(mpp, spec.mpp())) {
      return new FirstTiling(spec, List.of());
    }
    return new FirstTiling(
        spec.withMpp(mpp),
        List.of(
            "The slide has %s µm per pixel, so that its first tiling has, too, not %s as by default."
                .formatted(Mpp.text(mpp), Mpp.text(spec.mpp()))));
  }
}
