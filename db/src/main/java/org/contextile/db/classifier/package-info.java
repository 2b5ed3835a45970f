// SPDX-License-Identifier: Apache-2.0
/** Slide-level classifiers trained by multiple-instance learning. */
@NullMarked
package org.contextile.db.classifier;

import org.jspecify.annotations.NullMarked;
