// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

/** What a test of a difference between two classifiers could tell. */
public enum TestOutcome {
  /** The difference varies, so it has a p-value. */
  TESTED,
  /** The two do not differ on any sample, as a classifier does not from itself: p is 1. */
  ALIKE,
  /**
   * They differ, by the same on every sample or resample, as a perfect ranking does from a reversed
   * one and as all do with one patient: there is no p-value.
   */
  WITHOUT_VARIANCE
}
