// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.contextile.api.model.SplitRequest;
import org.contextile.api.model.SplitScheme;
import org.contextile.library.evaluation.fold.FoldException;
import org.contextile.library.evaluation.fold.Folds;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.fold.Partitions;

/** How the slides are divided, found possible by what a server divides them with. */
final class FoldPlan {

  static final long SEED = 7;

  private static final int FOLDS = 4;

  /** As a standalone server's {@code contextile.mil.validation}. */
  private static final double VALIDATION = 0.2;

  private final List<LabelledSlide> slides;
  private final List<String> classes;
  private final List<Integer> present;

  private FoldPlan(List<DemoSlide> rows, List<Boolean> hasTiles) {
    this.classes = rows.stream().map(DemoSlide::label).distinct().sorted().toList();
    this.slides = rows.stream().map(this::labelled).toList();
    this.present = IntStream.range(0, rows.size()).filter(hasTiles::get).boxed().toList();
  }

  /**
   * The folds asked for, else those of the labels, else up to four.
   *
   * @param hasTiles of each slide whether it is large enough for a tile
   * @throws DemoFailure if there is no such division, with the most folds that there are
   */
  static SplitRequest of(OptionalInt asked, LabelledSlides rows, List<Boolean> hasTiles) {
    FoldPlan plan = new FoldPlan(rows.slides(), hasTiles);
    if (asked.isEmpty() && rows.hasFolds()) {
      plan.requireGiven();
      return new SplitRequest().scheme(SplitScheme.GIVEN);
    }
    int folds = asked.orElse(FOLDS);
    int most = plan.most(folds);
    if (asked.isPresent() && most < folds) {
      throw new DemoFailure(
          "FOLDS=%d is more than the labels allow, the rarest of which has %d patients: at most FOLDS=%d works."
              .formatted(folds, rows.leastPatients(), most));
    }
    return new SplitRequest().scheme(SplitScheme.STRATIFIED_GROUP_K_FOLD).folds(most).seed(SEED);
  }

  private int most(int folds) {
    for (int count = folds; count > 2; count--) {
      try {
        require(Folds.stratified(slides, count, SEED));
        return count;
      } catch (FoldException e) {
        // Fewer may do.
      }
    }
    try {
      require(Folds.stratified(slides, 2, SEED));
      return 2;
    } catch (FoldException e) {
      throw new DemoFailure(
          "The slides cannot be cross-validated, even in two folds: %s. LABELS needs slides of more patients."
              .formatted(text(e)));
    }
  }

  private void requireGiven() {
    try {
      require(Folds.given(slides));
    } catch (FoldException e) {
      throw new DemoFailure(
          "The folds of LABELS do not do: %s. Mend them, or say FOLDS=, which makes others."
              .formatted(text(e)));
    }
  }

  private void require(Folds folds) {
    var _ = Partitions.of(folds, VALIDATION, SEED, present);
  }

  private String text(FoldException e) {
    return e.getMessage()
        + (e.rows().isEmpty() ? "" : "; classes in order " + classes)
        + (present.size() == slides.size()
            ? ""
            : "; %d slides are smaller than a tile, which TILE= or MPP= may mend"
                .formatted(slides.size() - present.size()));
  }

  private LabelledSlide labelled(DemoSlide row) {
    Integer fold = row.fold();
    return new LabelledSlide(
        row.file().toString(),
        row.patient(),
        classes.indexOf(row.label()),
        fold == null ? OptionalInt.empty() : OptionalInt.of(fold));
  }

  /** The slides with their folds numbered from 0 without a gap, as a server would number them. */
  static List<DemoSlide> numbered(List<DemoSlide> slides) {
    TreeSet<Integer> given = new TreeSet<>();
    List<DemoSlide> numbered = new ArrayList<>();
    for (DemoSlide slide : slides) {
      Integer fold = slide.fold();
      if (fold != null) {
        given.add(fold);
      }
    }
    for (DemoSlide slide : slides) {
      Integer fold = slide.fold();
      numbered.add(
          fold == null
              ? slide
              : new DemoSlide(
                  slide.file(), slide.patient(), slide.label(), given.headSet(fold).size()));
    }
    return numbered;
  }
}
