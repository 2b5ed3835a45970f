// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import java.util.List;

/** A cohort that cannot be cross-validated as asked. */
public final class FoldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the cohort. */
  public enum Reason {
    /** A slide is listed twice. */
    DUPLICATE_SLIDE,
    /** All slides have the same label. */
    ONE_CLASS,
    /** A class has fewer patients than there are folds, or too few for a validation part. */
    TOO_FEW_PATIENTS,
    /** The given folds put slides of one patient into two folds. */
    PATIENT_IN_TWO_FOLDS,
    /** Folds are given to some slides only, or a fold between the first and the last is empty. */
    INCOMPLETE_FOLDS,
    /** A part of a fold has no slide of a class, since all that it had are missing. */
    LOST_CLASS,
    /** A part of a fold has no slide, since all that it had are missing. */
    LOST_FOLD
  }

  private final Reason reason;
  private final transient List<Integer> rows;

  FoldException(Reason reason, List<Integer> rows, String message) {
    super(message);
    this.reason = reason;
    this.rows = List.copyOf(rows);
  }

  public Reason reason() {
    return reason;
  }

  /** Indices of the cohort's slides that are at fault; empty when the fault is of the whole. */
  public List<Integer> rows() {
    return rows;
  }
}
