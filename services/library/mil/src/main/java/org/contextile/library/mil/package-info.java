// SPDX-License-Identifier: Apache-2.0
/**
 * Multiple-instance learning: classifiers of slides, each a bag of tile features, trained and
 * judged by cross-validation over patients.
 */
@NullMarked
package org.contextile.library.mil;

import org.jspecify.annotations.NullMarked;
