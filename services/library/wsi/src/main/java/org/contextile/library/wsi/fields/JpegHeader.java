// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;

/**
 * The segments of a JPEG before its first scan. Whether it is YCbCr or RGB is told by libjpeg's
 * rules, which most programs follow, and the decoder is given one marker that says the same.
 */
final class JpegHeader {
  private static final byte[] MAGIC = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] JFIF = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };
  private static final byte[] ADOBE_RGB = {
    (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };
  private static final int START_OF_SCAN = 0xda;
  private static final int END = 0xd9;
  private static final int COMMENT = 0xfe;
  private static final String TO_RGB =
      "convert it to 8-bit RGB, such as by vips icc_transform FILE OUT.png srgb";

  private final HeaderBytes bytes;
  private final List<byte[]> profile = new ArrayList<>();
  private final SplicedStream.Parts shown = new SplicedStream.Parts();
  private boolean jfif;
  private int adobe = -1;
  private int widthPx;
  private int heightPx;
  private String components = "";

  JpegHeader(HeaderBytes bytes) {
    this.bytes = bytes;
  }

  static boolean is(HeaderBytes bytes) throws IOException {
    return bytes.beginsWith(MAGIC);
  }

  FlatPicture read() throws IOException {
    List<long[]> segments = new ArrayList<>();
    long at = 2;
    while (true) {
      int marker = marker(at);
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == START_OF_SCAN) {
        break;
      }
      if (marker == END) {
        throw broken("it has no pixels");
      }
      int length = Short.toUnsignedInt(bytes.read(at + 2, 2).getShort());
      if (length < 2) {
        throw broken("a segment has no length");
      }
      segment(marker, bytes.read(at + 4, length - 2));
      if ((marker & 0xf0) != 0xe0 && marker != COMMENT) {
        segments.add(new long[] {at, length + 2L});
      }
      at += length + 2L;
    }
    if (widthPx == 0) {
      throw broken("it has no header");
    }
    shown.add(0, 2).add(isYcbcr() ? JFIF : ADOBE_RGB);
    segments.forEach(it -> shown.add(it[0], it[1]));
    shown.add(at, bytes.size() - at);
    return new FlatPicture(
        bytes.file(),
        PictureFormat.JPEG,
        widthPx,
        heightPx,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false,
        icc(),
        shown);
  }

  private int marker(long at) throws IOException {
    ByteBuffer two = bytes.read(at, 2);
    if ((two.get(0) & 0xff) != 0xff) {
      throw broken("a segment does not begin where the one before ends");
    }
    return two.get(1) & 0xff;
  }

  private void segment(int marker, ByteBuffer content) throws IOException {
    if (marker == 0xe0 && begins(content, "JFIF\0")) {
      jfif = true;
    } else if (marker == 0xe1 && begins(content, "Exif\0")) {
      Exif.requireUpright(bytes.name(), content.slice(6, Math.max(0, content.limit() - 6)));
    } else if (marker == 0xe2 && begins(content, "ICC_PROFILE\0") && content.limit() > 14) {
      byte[] part = new byte[content.limit() - 14];
      content.get(14, part);
      profile.add(part);
    } else if (marker == 0xee && begins(content, "Adobe") && content.limit() >= 12) {
      adobe = content.get(11) & 0xff;
    } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8) {
      // 0xcc defines what arithmetic decoding goes by.
      frame(marker, content);
    }
  }

  private void frame(int marker, ByteBuffer frame) throws IOException {
    if (marker > 0xc2) {
      throw new UnsupportedPixelsException(
          "%s: its JPEG process (SOF%d) is neither baseline nor progressive: convert it to a PNG, such as by vips copy FILE OUT.png"
              .formatted(bytes.name(), marker - 0xc0));
    }
    if (frame.limit() < 6) {
      throw broken("its header is too short");
    }
    int bits = frame.get(0) & 0xff;
    if (bits != 8) {
      throw new UnsupportedPixelsException(
          "%s: its JPEG precision is %d bits, not 8: %s".formatted(bytes.name(), bits, TO_RGB));
    }
    heightPx = Short.toUnsignedInt(frame.getShort(1));
    widthPx = Short.toUnsignedInt(frame.getShort(3));
    FlatPicture.requireSize(bytes.name(), widthPx, heightPx);
    int count = frame.get(5) & 0xff;
    if (count != 3 || frame.limit() < 15) {
      throw new UnsupportedPixelsException(
          "%s: it has %d colour components (%s), not 3: %s"
              .formatted(
                  bytes.name(),
                  count,
                  count == 1 ? "grey" : count == 4 ? "CMYK or YCCK" : "unknown",
                  TO_RGB));
    }
    components = "" + (char) frame.get(6) + (char) frame.get(9) + (char) frame.get(12);
  }

  private boolean isYcbcr() {
    if (jfif) {
      return true;
    }
    return adobe >= 0 ? adobe != 0 : !components.equals("RGB");
  }

  private Optional<byte[]> icc() {
    if (profile.isEmpty()) {
      return Optional.empty();
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    profile.forEach(whole::writeBytes);
    return Optional.of(whole.toByteArray());
  }

  private static boolean begins(ByteBuffer content, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    return content.limit() >= wanted.length
        && content.slice(0, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  private UnreadableSlideException broken(String why) {
    return new UnreadableSlideException(bytes.name() + " is broken: " + why);
  }
}
