// SPDX-License-Identifier: Apache-2.0
/**
 * Feature files: one HDF5 file per slide in TRIDENT's layout, written and read in bounded memory.
 *
 * <p>A file holds {@code features} (float32 [N, D]) and {@code coords} (int64 [N, 2], level-0
 * pixels of each tile's top left corner), row-aligned, and {@code unreadable} (int64 [K, 2]): the
 * tiles that could not be read and therefore have no feature.
 */
@NullMarked
package org.contextile.library.featurefile;

import org.jspecify.annotations.NullMarked;
