// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * One readable cell on its way into a batch.
 *
 * @param window position of its window in the part
 * @param slide index of the slide
 * @param cell index in the slide's grid
 * @param place in the window after the window's turn
 * @param slot where its pixels lie in the reading buffer, in patches
 * @param masked whether the student must not see it
 */
record Patch(int window, int slide, int cell, int place, int slot, boolean masked) {

  Patch inWindow(int position) {
    return new Patch(position, slide, cell, place, slot, masked);
  }
}
