// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.split;

import java.util.Optional;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideRepository;
import org.contextile.db.cohort.SplitEntity;
import org.contextile.db.cohort.SplitRepository;
import org.contextile.db.cohort.SplitScheme;
import org.contextile.library.evaluation.fold.FoldException;
import org.contextile.library.evaluation.fold.Folds;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Makes each split of a cohort once, and finds it ever after. */
@Component
public final class Splits {
  private final SplitRepository splits;
  private final CohortRepository cohorts;
  private final CohortSlideRepository rows;
  private final FoldProblems problems;

  Splits(
      SplitRepository splits,
      CohortRepository cohorts,
      CohortSlideRepository rows,
      FoldProblems problems) {
    this.splits = splits;
    this.cohorts = cohorts;
    this.rows = rows;
    this.problems = problems;
  }

  /** All slides of a cohort; none of a cohort that is not there. */
  public LabelledCohort cohort(UUID cohortId) {
    return LabelledCohort.of(rows.findByKeyCohortIdOrderByPosition(cohortId));
  }

  /** A split of a cohort, where the workspace has it. */
  public Optional<SplitEntity> find(String workspace, UUID cohortId, UUID splitId) {
    return splits.findByIdAndCohortIdAndWorkspace(splitId, cohortId, workspace);
  }

  /**
   * The split of a scheme, seed and number of folds, made if it is not there.
   *
   * @param scheme null for the cohort's own folds, or a stratified one where it has none
   * @param folds how many, at least two; given folds ignore it
   * @param seed given folds ignore it
   * @throws ProblemException when the cohort cannot be divided so
   */
  public CohortSplit ensure(
      String workspace, UUID cohortId, @Nullable SplitScheme scheme, int folds, long seed) {
    LabelledCohort cohort = cohort(cohortId);
    SplitScheme wanted =
        scheme != null
            ? scheme
            : cohort.hasFolds() ? SplitScheme.GIVEN : SplitScheme.STRATIFIED_GROUP_K_FOLD;
    SplitEntity split =
        switch (wanted) {
          case STRATIFIED_GROUP_K_FOLD ->
              find(workspace, cohortId, wanted, seed, folds)
                  .orElseGet(
                      () ->
                          new SplitEntity(
                              workspace,
                              cohortId,
                              wanted,
                              seed,
                              folds,
                              stratified(cohort, folds, seed).fold()));
          case GIVEN -> {
            Folds given = given(cohort);
            yield find(workspace, cohortId, wanted, 0, given.count())
                .orElseGet(
                    () ->
                        new SplitEntity(
                            workspace, cohortId, wanted, 0, given.count(), given.fold()));
          }
        };
    boolean fresh = split.isNew();
    return new CohortSplit(fresh ? save(split) : split, cohort, fresh);
  }

  private Folds stratified(LabelledCohort cohort, int folds, long seed) {
    try {
      return Folds.stratified(cohort.slides(), folds, seed);
    } catch (FoldException e) {
      throw problems.of(e, cohort);
    }
  }

  private Folds given(LabelledCohort cohort) {
    try {
      return Folds.given(cohort.slides());
    } catch (FoldException e) {
      throw problems.of(e, cohort);
    }
  }

  /** A rival's row where there is one: it says the same. Else the cohort may have gone. */
  private SplitEntity save(SplitEntity split) {
    try {
      return splits.saveAndFlush(split);
    } catch (DataIntegrityViolationException e) {
      Optional<SplitEntity> rival =
          find(split.workspace(), split.cohortId(), split.scheme(), split.seed(), split.folds());
      if (rival.isEmpty() && !cohorts.existsById(split.cohortId())) {
        throw ProblemException.notFound("cohort", split.cohortId());
      }
      return rival.orElseThrow(() -> e);
    }
  }

  private Optional<SplitEntity> find(
      String workspace, UUID cohortId, SplitScheme scheme, long seed, int folds) {
    return splits.findByCohortIdAndWorkspaceAndSchemeAndSeedAndFolds(
        cohortId, workspace, scheme, seed, folds);
  }
}
