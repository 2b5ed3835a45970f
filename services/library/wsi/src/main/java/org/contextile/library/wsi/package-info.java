// SPDX-License-Identifier: Apache-2.0
/** Whole-slide images: opening, reading, finding tissue and laying tiles. */
@NullMarked
package org.contextile.library.wsi;

import org.jspecify.annotations.NullMarked;
