// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;

/**
 * The header of a flat picture: a PNG, a JPEG, or a TIFF that no reader of slides opens. What is
 * not 8-bit RGB, upright, is refused here, before a pixel is decoded; palettes and alpha are
 * handled.
 *
 * @param mppX micrometres per pixel across, where a TIFF's resolution tags say so; a PNG's and a
 *     JPEG's density is for screens and printers, and says nothing
 * @param icc the colour profile; it is kept, never applied
 * @param stream what the decoder is given
 */
record FlatPicture(
    Path file,
    PictureFormat format,
    int widthPx,
    int heightPx,
    OptionalDouble mppX,
    OptionalDouble mppY,
    boolean premultiplied,
    Optional<byte[]> icc,
    SplicedStream.Parts stream) {

  /** The most pixels of one picture. */
  static final long MOST_PX = 1L << 30;

  FlatPicture {
    if (widthPx < 1 || heightPx < 1) {
      throw new IllegalArgumentException(widthPx + " × " + heightPx + " px");
    }
  }

  /**
   * Reads a header.
   *
   * @return empty when the file is of another format
   * @throws UnsupportedPixelsException if its pixels mean something else, named
   * @throws UnreadableSlideException if it is broken, or too large to be decoded
   */
  static Optional<FlatPicture> of(Path file) throws IOException {
    try (HeaderBytes bytes = HeaderBytes.open(file)) {
      if (PngHeader.is(bytes)) {
        return Optional.of(new PngHeader(bytes).read());
      }
      if (JpegHeader.is(bytes)) {
        return Optional.of(new JpegHeader(bytes).read());
      }
    }
    return TiffHeader.read(file);
  }

  String name() {
    return String.valueOf(file.getFileName());
  }

  /** Checks a size that a header says. */
  static void requireSize(String name, long widthPx, long heightPx)
      throws UnreadableSlideException {
    if (widthPx < 1 || heightPx < 1 || widthPx > MOST_PX || heightPx > MOST_PX) {
      throw new UnreadableSlideException(
          "%s: its header says %d × %d px".formatted(name, widthPx, heightPx));
    }
    if (widthPx * heightPx > MOST_PX) {
      throw new UnreadableSlideException(
          "%s has %d × %d px, and a flat picture may have %,d px: make it a slide by vips tiffsave FILE OUT.tif --tile --pyramid --compression deflate --predictor horizontal --bigtiff"
              .formatted(name, widthPx, heightPx, MOST_PX));
    }
  }
}
