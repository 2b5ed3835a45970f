// SPDX-License-Identifier: Apache-2.0
/** Classifiers in the API, and how their metrics are stored. */
@NullMarked
package org.contextile.mil.classifier;

import org.jspecify.annotations.NullMarked;
