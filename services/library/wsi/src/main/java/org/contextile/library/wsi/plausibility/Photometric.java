// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

/** Values of the TIFF tag PhotometricInterpretation. */
final class Photometric {
  static final int RGB = 2;
  static final int YCBCR = 6;

  private Photometric() {}

  /** Whether samples are red, green and blue, or become so by the tag; or the tag is absent. */
  static boolean isColour(int code) {
    return code == RGB || code == YCBCR || code == -1;
  }

  static String name(int code) {
    String name =
        switch (code) {
          case 0 -> "WhiteIsZero";
          case 1 -> "BlackIsZero";
          case RGB -> "RGB";
          case 3 -> "palette";
          case 4 -> "mask";
          case 5 -> "CMYK";
          case YCBCR -> "YCbCr";
          case 8, 9, 10 -> "CIELab";
          case 32_803 -> "colour filter array";
          case 34_892 -> "linear raw";
          default -> "unknown";
        };
    return code + " (" + name + ")";
  }
}
