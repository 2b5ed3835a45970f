// SPDX-License-Identifier: Apache-2.0
/**
 * The features of slides as bags: finds the feature sets that a job needs and says which are
 * missing.
 */
@NullMarked
package org.contextile.mil.bag;

import org.jspecify.annotations.NullMarked;
