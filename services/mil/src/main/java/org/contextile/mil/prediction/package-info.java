// SPDX-License-Identifier: Apache-2.0
/** Predictions in the API. */
@NullMarked
package org.contextile.mil.prediction;

import org.jspecify.annotations.NullMarked;
