// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.heatmap;

/** The colours of classes in their order: Okabe and Ito's, which the colour blind tell apart. */
final class ClassColour {
  private static final int[] COLOURS = {
    0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0xf0e442, 0x000000
  };

  private ClassColour() {}

  /** As 0xRRGGBB; they come again after the eighth. */
  static int of(int label) {
    return COLOURS[label % COLOURS.length];
  }
}
