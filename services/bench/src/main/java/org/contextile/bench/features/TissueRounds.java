// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.util.List;
import java.util.Map;
import org.contextile.bench.features.Rounds.Way;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;

/** How often a second the tissue of a slide is found, beside the same on OpenSlide's pixels. */
record TissueRounds(int rounds) {

  void run(BenchSlide file, Map<String, Object> figures) throws Exception {
    System.out.println("Tissue of the whole slide");
    var all = new Rounds();
    for (int round = -1; round < rounds; round++) {
      (round < 0 ? new Rounds() : all)
          .round(
              List.of(
                  new Way("openslide", () -> find(file.plain())),
                  new Way("found", () -> find(file.open()))));
    }
    figures.put("tissue_speedup", all.ratio("found", "openslide"));
  }

  private static double find(Slide opened) throws Exception {
    try (Slide slide = opened) {
      long start = System.nanoTime();
      if (TissueMask.of(slide, TissueSettings.DEFAULT).fraction() == 0) {
        throw new IllegalStateException("no tissue");
      }
      return ReadingRounds.perSecond(1, start);
    }
  }
}
