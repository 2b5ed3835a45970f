// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.LostParts;
import org.contextile.db.cohort.TiledCohorts;
import org.contextile.db.slide.FinestTiles;
import org.contextile.db.slide.TilingSpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Refuses a training of which it is known, before any feature is there, that its tiles would be
 * finer than a slide, or that a class or a fold will have none.
 */
@Component
class TrainableCohorts {
  private static final int NAMED = 20;

  private final TiledCohorts cohorts;

  TrainableCohorts(TiledCohorts cohorts) {
    this.cohorts = cohorts;
  }

  /**
   * Checks a cohort.
   *
   * @param foldOf the fold of each slide in the cohort's order; null for those of its rows
   * @throws ProblemException {@code too-coarse}, or {@code class-without-features} or {@code
   *     fold-without-features}, naming the slides
   */
  void require(String workspace, UUID cohort, @Nullable List<Integer> foldOf, TilingSpec spec) {
    List<TiledCohorts.Row> slides = cohorts.rows(workspace, cohort, spec);
    FinestTiles.require(slides, TiledCohorts.Row::mpp, TiledCohorts.Row::name, spec);
    Map<UUID, String> without =
        slides.stream()
            .filter(TiledCohorts.Row::blank)
            .collect(Collectors.toMap(it -> it.row().slideId(), TiledCohorts.Row::name));
    if (without.isEmpty()) {
      return;
    }
    List<CohortSlideEntity> rows = slides.stream().map(TiledCohorts.Row::row).toList();
    List<@Nullable Integer> folds = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      folds.add(foldOf == null ? rows.get(i).fold() : foldOf.get(i));
    }
    LostParts.of(rows, folds, without.keySet())
        .first()
        .ifPresent(
            part -> {
              throw lost(part, without);
            });
  }

  private static ProblemException lost(LostParts.Part part, Map<UUID, String> names) {
    ProblemType type =
        part.label() == null
            ? ProblemType.FOLD_WITHOUT_FEATURES
            : ProblemType.CLASS_WITHOUT_FEATURES;
    String slides =
        part.slides().stream()
            .limit(NAMED)
            .map(id -> names.get(id) + " (" + id + ")")
            .collect(Collectors.joining(", "));
    return new ProblemException(
        type.with(
                ("No slide of %s has a tile under this tiling: %s%s. Choose another tiling, or a"
                        + " cohort without them.")
                    .formatted(part.words(), slides, part.slides().size() > NAMED ? ", …" : ""))
            .at("/cohortId"));
  }
}
