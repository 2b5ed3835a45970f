// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

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
  private final transient Function<List<String>, String> words;

  FoldException(Reason reason, List<Integer> rows, String message) {
    this(reason, rows, message, _ -> message);
  }

  private FoldException(
      Reason reason, List<Integer> rows, String message, Function<List<String>, String> words) {
    super(message);
    this.reason = reason;
    this.rows = List.copyOf(rows);
    this.words = words;
  }

  /**
   * One that speaks of classes.
   *
   * @param format has them as its only argument
   */
  static FoldException ofClasses(
      Reason reason, List<Integer> rows, Collection<Integer> labels, String format) {
    return new FoldException(
        reason,
        rows,
        format.formatted(joined(labels, String::valueOf)),
        classes -> format.formatted(joined(labels, classes::get)));
  }

  private static String joined(Collection<Integer> labels, IntFunction<String> name) {
    return labels.stream().map(name::apply).collect(Collectors.joining(" and "));
  }

  /**
   * The message with the names of classes.
   *
   * @param classes by their labels
   */
  public String message(List<String> classes) {
    return words.apply(classes);
  }

  public Reason reason() {
    return reason;
  }

  /** Indices of the cohort's slides that are at fault; empty when the fault is of the whole. */
  public List<Integer> rows() {
    return rows;
  }
}
