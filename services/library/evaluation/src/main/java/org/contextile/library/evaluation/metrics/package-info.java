// SPDX-License-Identifier: Apache-2.0
/**
 * How well predictions fit labels: AUROC, the measures of a confusion matrix, and bootstrap
 * intervals over patients. Definitions are scikit-learn's.
 */
@NullMarked
package org.contextile.library.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
