// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.fold;

import java.util.List;

/**
 * What the slides of a cohort are for when one fold is held out, as indices of the slides; no
 * patient is in two parts.
 *
 * @param training what the weights are fitted to
 * @param validation what says when to stop
 * @param test the fold: what is predicted, and never looked at before
 */
public record Partition(List<Integer> training, List<Integer> validation, List<Integer> test) {

  public Partition {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }
}
