// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import java.util.List;

/**
 * Indices of a cohort's slides by what they are for; no patient is in two parts.
 *
 * @param training what the weights are fitted to
 * @param validation what says when to stop
 * @param test what is predicted, and never looked at before
 */
public record Split(List<Integer> training, List<Integer> validation, List<Integer> test) {

  public Split {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }
}
