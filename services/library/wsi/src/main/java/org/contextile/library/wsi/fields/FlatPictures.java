// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.IOException;
import java.nio.file.Path;

/** Tells flat pictures, which become slides by {@link FieldConversion}, from other files. */
public final class FlatPictures {
  private FlatPictures() {}

  /**
   * Whether a file that no reader of slides knows is a flat picture: a PNG, a JPEG, or a TIFF with
   * one picture. It may be broken, or have pixels that are refused.
   */
  public static boolean is(Path file) throws IOException {
    return isPngOrJpeg(file) || TiffHeader.is(file);
  }

  private static boolean isPngOrJpeg(Path file) throws IOException {
    try (HeaderBytes bytes = HeaderBytes.open(file)) {
      return PngHeader.is(bytes) || JpegHeader.is(bytes);
    }
  }
}
