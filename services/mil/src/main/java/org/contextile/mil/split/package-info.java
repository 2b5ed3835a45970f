// SPDX-License-Identifier: Apache-2.0
/** Splits: cohorts in folds, made once, in the API and for the trainings that use them. */
@NullMarked
package org.contextile.mil.split;

import org.jspecify.annotations.NullMarked;
