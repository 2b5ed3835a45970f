// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.contextile.api.model.SplitRequest;
import org.contextile.library.wsi.slide.Mpp;

/**
 * What will be done with the slides, decided before anything is started.
 *
 * @param split how they are cross-validated; empty where they have no labels
 * @param mpp micrometres per pixel of the tiles, unless a zip holds a coarser slide
 * @param notes what was decided for the user
 */
record DemoPlan(
    List<OpenedSlide> slides, Optional<SplitRequest> split, double mpp, List<String> notes) {

  private static final double MPP = 0.5;

  /**
   * Opens the slides and sees whether all can be done.
   *
   * @throws DemoFailure if it cannot
   */
  static DemoPlan of(DemoOptions options, LabelledSlides labelled) {
    List<String> notes = new ArrayList<>(labelled.notes());
    DemoPlan plan =
        of(
            options,
            labelled.slides(),
            notes,
            tiled -> Optional.of(FoldPlan.of(options.folds(), labelled, tiled)));
    if (options.folds().isEmpty() && labelled.hasFolds()) {
      notes.add("Folds are those of the labels");
    }
    return plan;
  }

  /** The same of slides without labels. */
  static DemoPlan of(DemoOptions options, FoundSlides found) {
    return of(options, found.slides(), new ArrayList<>(found.notes()), _ -> Optional.empty());
  }

  /**
   * @param split given of each slide whether it may hold a tile
   */
  private static DemoPlan of(
      DemoOptions options,
      List<DemoSlide> files,
      List<String> notes,
      Function<List<Boolean>, Optional<SplitRequest>> split) {
    List<OpenedSlide> slides = SlideHeaders.read(options, files, notes);
    double mpp = mpp(options, slides, notes);
    List<Boolean> tiled =
        slides.stream().map(it -> it.mayHoldATile(options.tilePx(), mpp)).toList();
    requireTiles(options, slides, tiled, mpp, notes);
    return new DemoPlan(slides, split.apply(tiled), mpp, notes);
  }

  private static double mpp(DemoOptions options, List<OpenedSlide> slides, List<String> notes) {
    return slides.stream()
        .filter(it -> it.mpp().isPresent())
        .max(Comparator.comparingDouble(it -> it.mpp().getAsDouble()))
        .map(it -> TileMpp.of(options.mpp(), MPP, it.name(), it.mpp().getAsDouble(), notes::add))
        .orElse(options.mpp().orElse(MPP));
  }

  private static void requireTiles(
      DemoOptions options,
      List<OpenedSlide> slides,
      List<Boolean> tiled,
      double mpp,
      List<String> notes) {
    long without = tiled.stream().filter(it -> !it).count();
    if (without == 0) {
      return;
    }
    OpenedSlide first = slides.get(tiled.indexOf(false));
    String smaller =
        "%d of %d slides are smaller than a tile of %d px at %s µm/px, such as %s (%d × %d px at %s)"
            .formatted(
                without,
                slides.size(),
                options.tilePx(),
                Mpp.text(mpp),
                first.name(),
                first.widthPx(),
                first.heightPx(),
                Mpp.text(first.mpp().orElseThrow()));
    if (without == slides.size()) {
      throw new DemoFailure(smaller + ": say a smaller TILE=, or a finer MPP=.");
    }
    notes.add(smaller + ", and are left out");
  }
}
