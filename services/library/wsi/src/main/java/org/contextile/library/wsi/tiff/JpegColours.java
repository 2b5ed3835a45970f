// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a JPEG stream of three components says of its colours (ITU-T T.81, T.871, T.872): Adobe's
 * segment first, then JFIF, which allows YCbCr alone, then components called R, G and B, then
 * components of which the later ones are stored smaller, which is done to chroma only. Streams
 * without any of these, such as Aperio's, say nothing.
 *
 * @param isYcbcr whether they are YCbCr, else RGB
 * @param evidence by what the stream says so
 */
public record JpegColours(boolean isYcbcr, String evidence) {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;

  /** Reads a stream as far as it is given, or up to its first scan. */
  static Optional<JpegColours> of(ByteBuffer stream) {
    ByteBuffer bytes = stream.slice();
    boolean jfif = false;
    Optional<JpegColours> frame = Optional.empty();
    int at = bytes.remaining() >= 2 && (bytes.getShort(0) & 0xffff) == (0xff00 | SOI) ? 2 : 0;
    while (at + 4 <= bytes.limit() && (bytes.get(at) & 0xff) == 0xff) {
      int marker = bytes.get(at + 1) & 0xff;
      int length = Short.toUnsignedInt(bytes.getShort(at + 2));
      int from = at + 4;
      int size = Math.min(length - 2, bytes.limit() - from);
      if (marker == SOS || marker == EOI || length < 2) {
        break;
      }
      if (marker == APP14 && size >= 12 && starts(bytes, from, "Adobe")) {
        int transform = bytes.get(from + 11) & 0xff;
        if (transform <= 1) {
          return Optional.of(
              new JpegColours(transform == 1, "Adobe's segment, transform " + transform));
        }
      }
      jfif |= marker == APP0 && size >= 5 && starts(bytes, from, "JFIF\0");
      if (isFrame(marker)) {
        frame = frame(bytes.slice(from, size));
      }
      at += 2 + length;
    }
    return jfif ? Optional.of(new JpegColours(true, "a JFIF segment")) : frame;
  }

  private static Optional<JpegColours> frame(ByteBuffer frame) {
    if (frame.limit() < 15 || frame.get(5) != 3) {
      return Optional.empty();
    }
    if (frame.get(6) == 'R' && frame.get(9) == 'G' && frame.get(12) == 'B') {
      return Optional.of(new JpegColours(false, "components called R, G and B"));
    }
    boolean smaller = frame.get(10) != frame.get(7) && frame.get(13) == frame.get(10);
    return smaller
        ? Optional.of(new JpegColours(true, "components of which two are stored smaller"))
        : Optional.empty();
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean starts(ByteBuffer bytes, int at, String text) {
    byte[] found = new byte[text.length()];
    bytes.get(at, found);
    return new String(found, StandardCharsets.ISO_8859_1).equals(text);
  }
}
