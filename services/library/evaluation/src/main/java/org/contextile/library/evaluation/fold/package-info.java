// SPDX-License-Identifier: Apache-2.0
/**
 * Cross-validation folds: patients, never slides, are assigned to folds, so that no patient is on
 * both sides of a split, and each fold has about the same share of every class.
 */
@NullMarked
package org.contextile.library.evaluation.fold;

import org.jspecify.annotations.NullMarked;
