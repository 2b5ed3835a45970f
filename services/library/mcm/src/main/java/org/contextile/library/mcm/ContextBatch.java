// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.nio.ByteBuffer;

/**
 * Windows, read and masked: what one pass through the networks needs. Patches stand in the order:
 * visible ones by window and place, then masked ones likewise.
 *
 * @param windows B
 * @param visible V, the number of visible patches
 * @param masked M, the number of masked patches
 * @param pixels direct, uint8 (V+M)×p×p×3
 * @param state B×s², 0 background, 1 visible, 2 masked
 * @param turns dihedral element of each patch; empty for none
 * @param stains 3×3 matrix of each patch; empty for none
 * @param targets cached targets of the patches that need one; empty if the teacher runs online
 * @param share the part of its step that this is
 * @param unreadable cells that were left out: unreadable, or masked without a readable neighbour
 * @param last true if its batch is complete with it
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two threads, never compared
record ContextBatch(
    int windows,
    int visible,
    int masked,
    ByteBuffer pixels,
    long[] state,
    long[] turns,
    float[] stains,
    float[] targets,
    StepShare share,
    int unreadable,
    boolean last) {

  int patches() {
    return visible + masked;
  }
}
