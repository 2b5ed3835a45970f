// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * A context window: the tissue cells of one s×s square of a slide's grid.
 *
 * @param slide index of the slide
 * @param number of the window within the slide and epoch, for random streams
 * @param cells row-major indices into the slide's grid, ascending
 * @param places where each cell lies in the window, row-major in 0..s²−1
 * @param last true if no later window of the epoch is of this slide
 */
@SuppressWarnings("ArrayRecordComponent") // compact, internal, never compared
record Window(int slide, int number, int[] cells, int[] places, boolean last) {}
