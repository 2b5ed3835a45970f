// SPDX-License-Identifier: Apache-2.0
/**
 * How well predictions fit labels: AUROC, precision and recall, the measures of a confusion matrix,
 * calibration, bootstrap intervals over patients, and tests of two classifiers on the same samples.
 * Definitions are scikit-learn's. A measure without a value throws {@link
 * UndefinedMetricException}; a test without one says why by its {@link TestOutcome}.
 */
@NullMarked
package org.contextile.library.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
