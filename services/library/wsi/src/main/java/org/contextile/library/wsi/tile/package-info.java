// SPDX-License-Identifier: Apache-2.0
/** Laying a grid of tiles over a slide at an exact resolution, and reading the tiles fast. */
@NullMarked
package org.contextile.library.wsi.tile;

import org.jspecify.annotations.NullMarked;
