// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.List;

/**
 * What a cohort's rows come to.
 *
 * @param slides how many rows
 * @param patients how many patients
 * @param folds how many folds the user fixed; 0 for none
 * @param classes by label, in no order
 */
public record CohortCounts(int slides, int patients, int folds, List<LabelCount> classes) {
  public static final CohortCounts EMPTY = new CohortCounts(0, 0, 0, List.of());

  public CohortCounts {
    classes = List.copyOf(classes);
  }

  /** The slides and patients of one label. */
  public record LabelCount(String label, int slides, int patients) {}
}
