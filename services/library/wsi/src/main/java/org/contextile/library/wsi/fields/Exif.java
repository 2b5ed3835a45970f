// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;

/** The orientation that EXIF data tell, in a JPEG or a PNG. */
final class Exif {
  private static final int ORIENTATION = 274;

  private Exif() {}

  /**
   * @param tiff the data, which are a small TIFF
   * @throws UnsupportedPixelsException if they say that the picture is turned or mirrored
   */
  static void requireUpright(String name, ByteBuffer tiff) throws UnsupportedPixelsException {
    int orientation = orientation(tiff);
    if (orientation != 1) {
      throw new UnsupportedPixelsException(
          "%s: the EXIF tag Orientation (274) is %d, so that the picture is stored turned or mirrored: turn it by vips autorot FILE OUT.png, or if the tag alone is wrong, set it by exiftool -n -Orientation=1 FILE"
              .formatted(name, orientation));
    }
  }

  /** 1 where nothing is said. */
  private static int orientation(ByteBuffer tiff) {
    if (tiff.limit() < 8) {
      return 1;
    }
    tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return 1;
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + 12 * i;
      if (at < 0 || at > tiff.limit() - 12) {
        return 1;
      }
      if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
        int value = Short.toUnsignedInt(tiff.getShort(at + 8));
        // Some cameras write 0 for what they do not know.
        return value == 0 ? 1 : value;
      }
    }
    return 1;
  }
}
