// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.contextile.library.wsi.tiff.TiffTag;

/**
 * Writes a pattern as a pyramid of JPEG tiles.
 *
 * @param isYcbcr what PhotometricInterpretation says; the streams are made as YCbCr, and shown
 *     false where it says RGB, by every reader alike
 * @param tablesApart whether the tables are in the tag JPEGTables, the tiles without
 * @param jfif whether streams begin with a JFIF segment, which says YCbCr
 * @param everyNthIsMissing tiles that are not stored; 0 for none
 */
record JpegPyramid(
    ByteOrder order,
    boolean big,
    boolean isYcbcr,
    boolean tablesApart,
    boolean jfif,
    int everyNthIsMissing) {
  static final TestPattern PATTERN = TestPattern.PYRAMID;

  static JpegPyramid plain() {
    return new JpegPyramid(ByteOrder.LITTLE_ENDIAN, false, true, false, true, 0);
  }

  Path write(Path file) throws IOException {
    var tiff = big ? TiffBuilder.big(order) : TiffBuilder.classic(order);
    for (int level = 0; level < PATTERN.sizes().size(); level++) {
      var size = PATTERN.sizes().get(level);
      int across = Math.ceilDiv(size.widthPx(), PATTERN.tileWidthPx());
      int down = Math.ceilDiv(size.heightPx(), PATTERN.tileHeightPx());
      var tiles = new ArrayList<byte[]>();
      byte[] tables = {};
      for (int i = 0; i < across * down; i++) {
        var parts = Parts.of(tile(level, i % across, i / across).toJpeg(80), tablesApart, jfif);
        tables = parts.tables();
        boolean missing = everyNthIsMissing > 0 && i % everyNthIsMissing == 1;
        tiles.add(missing ? new byte[0] : parts.stream());
      }
      var page =
          tiff.page()
              .longs(TiffTag.NEW_SUBFILE_TYPE, level == 0 ? 0 : 1)
              .longs(TiffTag.IMAGE_WIDTH, size.widthPx())
              .longs(TiffTag.IMAGE_LENGTH, size.heightPx())
              .shorts(TiffTag.BITS_PER_SAMPLE, 8, 8, 8)
              .shorts(TiffTag.COMPRESSION, 7)
              .shorts(TiffTag.PHOTOMETRIC_INTERPRETATION, isYcbcr ? 6 : 2)
              .shorts(TiffTag.SAMPLES_PER_PIXEL, 3)
              .shorts(TiffTag.PLANAR_CONFIGURATION, 1)
              .mpp(0.5 * PATTERN.downsample(level), 0.5 * PATTERN.downsample(level))
              .tiles(PATTERN.tileWidthPx(), PATTERN.tileHeightPx(), tiles);
      if (tablesApart) {
        var _ = page.bytes(TiffTag.JPEG_TABLES, tables);
      }
    }
    return tiff.write(file);
  }

  private static RgbImage tile(int level, int column, int row) {
    int width = PATTERN.tileWidthPx();
    int height = PATTERN.tileHeightPx();
    var pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      int rgb = PATTERN.rgb(level, column * width + i % width, row * height + i / width);
      pixels[3 * i] = (byte) (rgb >> 16);
      pixels[3 * i + 1] = (byte) (rgb >> 8);
      pixels[3 * i + 2] = (byte) rgb;
    }
    return new RgbImage(width, height, pixels);
  }

  /** A stream taken apart. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are moved, never compared
  private record Parts(byte[] tables, byte[] stream) {
    static Parts of(byte[] jpeg, boolean tablesApart, boolean jfif) {
      var tables = new ByteArrayOutputStream();
      var stream = new ByteArrayOutputStream();
      for (var out : List.of(tables, stream)) {
        out.write(0xff);
        out.write(0xd8);
      }
      int at = 2;
      while ((jpeg[at + 1] & 0xff) != 0xda) {
        int marker = jpeg[at + 1] & 0xff;
        int bytes = 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
        boolean table = marker == 0xdb || marker == 0xc4;
        if (marker != 0xe0 || jfif) {
          (table && tablesApart ? tables : stream).write(jpeg, at, bytes);
        }
        at += bytes;
      }
      stream.write(jpeg, at, jpeg.length - at);
      tables.write(0xff);
      tables.write(0xd9);
      return new Parts(tables.toByteArray(), stream.toByteArray());
    }
  }
}
