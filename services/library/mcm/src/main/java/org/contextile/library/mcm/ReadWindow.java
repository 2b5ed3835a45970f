// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.util.List;

/**
 * A window whose cells have been read.
 *
 * @param window as it was planned
 * @param turn dihedral element
 * @param stain 3×3 matrix; empty for none
 * @param patches its readable cells; none where it gives no context
 */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared
record ReadWindow(Window window, int turn, float[] stain, List<Patch> patches) {

  PatchCount count() {
    return PatchCount.of(patches);
  }
}
