// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

/** How the folds of a split came about. */
public enum SplitScheme {
  /** Patients in folds of about equal shares of every class, by a seed. */
  STRATIFIED_GROUP_K_FOLD,
  /** The folds of the cohort's rows. */
  GIVEN
}
