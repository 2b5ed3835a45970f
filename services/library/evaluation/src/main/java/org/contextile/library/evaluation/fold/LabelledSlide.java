// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * A slide of a cohort.
 *
 * @param slide its identifier, unique in the cohort
 * @param patient whose slide it is; a patient may have slides of different labels
 * @param label index of its class, from zero
 * @param fold the fold that the cohort's author gave it, from zero, if any
 */
public record LabelledSlide(String slide, String patient, int label, OptionalInt fold) {

  public LabelledSlide {
    requireNonNull(slide, "slide");
    requireNonNull(patient, "patient");
    requireNonNull(fold, "fold");
    if (label < 0 || (fold.isPresent() && fold.getAsInt() < 0)) {
      throw new IllegalArgumentException("label and fold must not be negative: " + slide);
    }
  }

  /** A slide whose fold its author leaves open. */
  public LabelledSlide(String slide, String patient, int label) {
    this(slide, patient, label, OptionalInt.empty());
  }
}
