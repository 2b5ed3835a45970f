// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.split;

import org.contextile.db.cohort.SplitEntity;
import org.contextile.library.evaluation.fold.Folds;

/**
 * A split with the slides of its cohort.
 *
 * @param row as it is stored
 * @param cohort all slides of the cohort
 * @param fresh whether it has just been made
 */
public record CohortSplit(SplitEntity row, LabelledCohort cohort, boolean fresh) {

  /** The folds of all slides, whether or not they have features. */
  public Folds folds() {
    return new Folds(cohort.slides(), row.foldOf(), row.folds());
  }
}
