// SPDX-License-Identifier: Apache-2.0
/** Slides to measure on, as large as real ones. */
@NullMarked
package org.contextile.bench.slide;

import org.jspecify.annotations.NullMarked;
