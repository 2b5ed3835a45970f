// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * What one epoch holds.
 *
 * @param batches including the last, partial one
 * @param cells tissue cells that are shown, each once
 * @param leftOut tissue cells in squares with too little tissue for a window
 */
record EpochSize(int batches, long cells, long leftOut) {}
