// SPDX-License-Identifier: Apache-2.0
/** Slides that were opened and measured, and the tile grids over their tissue. */
@NullMarked
package org.contextile.db.slide;

import org.jspecify.annotations.NullMarked;
