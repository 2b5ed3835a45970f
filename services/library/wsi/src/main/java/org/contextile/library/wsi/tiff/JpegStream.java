// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a tile of a TIFF, whose tables may be kept apart (Technical Note 2), a JPEG stream that
 * means by itself what the file says of it. The tag PhotometricInterpretation decides what its
 * three components are; whatever the stream says of that is passed over, and Adobe's segment put
 * there instead, so that a decoder has nothing to guess.
 */
public final class JpegStream {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int APP0 = 0xe0;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;

  /** Bytes of the first marker, which the prefix has as well. */
  public static final int FIRST_BYTES = 2;

  private JpegStream() {}

  /**
   * What is put before every tile in place of its first marker.
   *
   * @param tables the value of the tag JPEGTables; empty when there is none
   * @throws UnfitTilesException when they are no stream of tables
   */
  static byte[] prefix(byte[] tables, boolean isYcbcr) throws UnfitTilesException {
    var prefix = new ByteArrayOutputStream();
    prefix.write(0xff);
    prefix.write(SOI);
    if (tables.length > 0) {
      copyTables(tables, prefix);
    }
    prefix.writeBytes(new byte[] {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e'});
    prefix.writeBytes(new byte[] {0, 100, 0, 0, 0, 0, (byte) (isYcbcr ? 1 : 0)});
    return prefix.toByteArray();
  }

  private static void copyTables(byte[] tables, ByteArrayOutputStream prefix)
      throws UnfitTilesException {
    if (tables.length < 4 || (tables[0] & 0xff) != 0xff || (tables[1] & 0xff) != SOI) {
      throw new UnfitTilesException("with JPEG tables that are none");
    }
    int at = FIRST_BYTES;
    while (at + 4 <= tables.length) {
      int marker = tables[at + 1] & 0xff;
      int length = (tables[at + 2] & 0xff) << 8 | (tables[at + 3] & 0xff);
      if ((tables[at] & 0xff) != 0xff || length < 2 || at + 2 + length > tables.length) {
        break;
      }
      if (marker == DQT || marker == DHT || marker == DRI || marker == DAC) {
        prefix.write(tables, at, 2 + length);
      }
      at += 2 + length;
    }
    if (at + 2 > tables.length || (tables[at] & 0xff) != 0xff || (tables[at + 1] & 0xff) != EOI) {
      throw new UnfitTilesException("with JPEG tables that break off");
    }
  }

  /**
   * Prepares a tile in place.
   *
   * @param stream has the tile's bytes from {@code prefix.length - FIRST_BYTES} on, and becomes the
   *     stream from its start
   * @param length of the tile in bytes
   * @return what is wrong with the tile; null when nothing is seen before its first scan
   */
  public static @Nullable String fault(
      MemorySegment stream, byte[] prefix, int length, int widthPx, int heightPx) {
    long from = (long) prefix.length - FIRST_BYTES;
    long end = from + length;
    if (length < 4 || at(stream, from) != 0xff || at(stream, from + 1) != SOI) {
      return "it does not begin as a JPEG stream";
    }
    long at = from + FIRST_BYTES;
    boolean framed = false;
    while (at + 4 <= end && at(stream, at) == 0xff) {
      int marker = at(stream, at + 1);
      if (marker == 0xff) {
        at++;
        continue;
      }
      int segment = at(stream, at + 2) << 8 | at(stream, at + 3);
      if (segment < 2 || at + 2 + segment > end) {
        return "a segment before its first scan has an impossible length";
      }
      if (marker == SOS) {
        MemorySegment.copy(prefix, 0, stream, JAVA_BYTE, 0, prefix.length);
        return framed ? null : "no frame comes before its first scan";
      }
      if (isFrame(marker)) {
        if (segment < 17 || at(stream, at + 4) != 8 || at(stream, at + 9) != 3) {
          return "its frame is not of three components of 8 bits";
        }
        int height = at(stream, at + 5) << 8 | at(stream, at + 6);
        int width = at(stream, at + 7) << 8 | at(stream, at + 8);
        if (width != widthPx || height != heightPx) {
          return "its frame has %d × %d px, not %d × %d"
              .formatted(width, height, widthPx, heightPx);
        }
        framed = true;
      } else if (marker >= APP0 && marker <= APP15) {
        stream.set(JAVA_BYTE, at + 1, (byte) COM);
      }
      at += 2 + segment;
    }
    return "no scan is found in it";
  }

  /**
   * Whether a stream of three components stores each at the same size. Where chroma is stored
   * smaller, decoding to a half does without the smoothing of it that decoding whole does.
   */
  public static boolean hasWholeChroma(byte[] stream) {
    var bytes = MemorySegment.ofArray(stream);
    long at = FIRST_BYTES;
    while (at + 19 <= stream.length && at(bytes, at) == 0xff) {
      int marker = at(bytes, at + 1);
      if (isFrame(marker)) {
        int luma = at(bytes, at + 11);
        return luma == at(bytes, at + 14) && luma == at(bytes, at + 17);
      }
      at += marker == 0xff ? 1 : 2 + (at(bytes, at + 2) << 8 | at(bytes, at + 3));
    }
    return false;
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != JPG && marker != DAC;
  }

  private static int at(MemorySegment stream, long at) {
    return stream.get(JAVA_BYTE, at) & 0xff;
  }
}
