// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;

/**
 * The chunks of a PNG: each is held against its checksum, since the decoder does not look at those,
 * and it is shown the chunks of the picture alone.
 */
final class PngHeader {
  private static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int RGBA = 6;
  private static final int MOST_PROFILE_BYTES = 8 << 20;
  private static final int MOST_SMALL_BYTES = 1 << 20;
  private static final int PIECE = 1 << 16;

  private final HeaderBytes bytes;
  private final SplicedStream.Parts shown = new SplicedStream.Parts();
  private int widthPx;
  private int heightPx;
  private boolean ended;
  private boolean hasPixels;
  private Optional<byte[]> icc = Optional.empty();

  PngHeader(HeaderBytes bytes) {
    this.bytes = bytes;
  }

  static boolean is(HeaderBytes bytes) throws IOException {
    return bytes.beginsWith(MAGIC);
  }

  FlatPicture read() throws IOException {
    shown.add(0, MAGIC.length);
    long at = MAGIC.length;
    while (!ended) {
      byte[] head = bytes.bytes(at, 8);
      long length = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt());
      String type = new String(head, 4, 4, StandardCharsets.ISO_8859_1);
      if (at == MAGIC.length && !type.equals("IHDR")) {
        throw broken("its first chunk is no header");
      }
      chunk(type, at, length);
      at += 12 + length;
    }
    if (!hasPixels) {
      throw broken("it has no pixels");
    }
    return new FlatPicture(
        bytes.file(),
        PictureFormat.PNG,
        widthPx,
        heightPx,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false,
        icc,
        shown);
  }

  private void chunk(String type, long at, long length) throws IOException {
    if (length > bytes.size() - at - 12) {
      throw bytes.cutShort();
    }
    switch (type) {
      case "IHDR" -> header(bytes.read(at + 8, (int) Math.min(length, 13)));
      case "acTL" ->
          throw new UnsupportedPixelsException(
              bytes.name() + ": it is an animated PNG (acTL): give one of its pictures");
      case "eXIf" -> Exif.requireUpright(bytes.name(), ByteBuffer.wrap(small(at, length)));
      case "iCCP" -> icc = profile(small(at, length));
      case "IDAT" -> hasPixels = true;
      case "IEND" -> ended = true;
      default -> {
        // Texts, times, and what is for screens.
      }
    }
    boolean critical = Character.isUpperCase(type.charAt(0));
    if (critical || type.equals("tRNS")) {
      checkSum(at + 4, length + 4);
      shown.add(at, length + 12);
    }
  }

  private byte[] small(long at, long length) throws IOException {
    return bytes.bytes(at + 8, (int) Math.min(length, MOST_SMALL_BYTES));
  }

  private void header(ByteBuffer header) throws IOException {
    if (header.limit() < 13) {
      throw broken("its header is too short");
    }
    FlatPicture.requireSize(
        bytes.name(),
        Integer.toUnsignedLong(header.getInt(0)),
        Integer.toUnsignedLong(header.getInt(4)));
    widthPx = header.getInt(0);
    heightPx = header.getInt(4);
    int bits = header.get(8);
    int colours = header.get(9);
    if (colours != RGB && colours != PALETTE && colours != RGBA) {
      throw new UnsupportedPixelsException(
          "%s: its PNG colour type is %d (%s), not 2 (RGB), 3 (palette) or 6 (RGB with alpha): convert it to 8-bit RGB, such as by vips colourspace FILE OUT.png srgb"
              .formatted(bytes.name(), colours, colours == 0 || colours == 4 ? "grey" : "unknown"));
    }
    if (bits > 8) {
      throw new UnsupportedPixelsException(
          "%s: its PNG bit depth is %d, not 8: convert it to 8-bit RGB, such as by vips colourspace FILE OUT.png srgb, after its range is stretched to that of its bits"
              .formatted(bytes.name(), bits));
    }
  }

  /** A name, a byte, and the profile deflated. */
  private static Optional<byte[]> profile(byte[] all) {
    int name = 0;
    while (name < all.length && all[name] != 0) {
      name++;
    }
    if (name + 2 >= all.length) {
      return Optional.empty();
    }
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(all, name + 2, all.length - name - 2);
      byte[] piece = new byte[PIECE];
      while (!inflater.finished() && profile.size() <= MOST_PROFILE_BYTES) {
        int count = inflater.inflate(piece);
        if (count == 0) {
          return Optional.empty();
        }
        profile.write(piece, 0, count);
      }
      return inflater.finished() ? Optional.of(profile.toByteArray()) : Optional.empty();
    } catch (DataFormatException e) {
      return Optional.empty();
    }
  }

  private void checkSum(long at, long length) throws IOException {
    CRC32 sum = new CRC32();
    for (long done = 0; done < length; done += PIECE) {
      sum.update(bytes.read(at + done, (int) Math.min(PIECE, length - done)));
    }
    if (sum.getValue() != Integer.toUnsignedLong(bytes.read(at + length, 4).getInt())) {
      throw broken("a checksum is wrong");
    }
  }

  private UnreadableSlideException broken(String why) {
    return new UnreadableSlideException(bytes.name() + " is broken: " + why);
  }
}
