// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.contextile.library.wsi.slide.RgbImage;

/** How a pyramid's tiles are stored. */
public enum TileCoding {
  /** JPEG of quality 85, each tile a whole stream, its colours at half the resolution. */
  JPEG {
    @Override
    byte[] encode(byte[] rgb) {
      return new RgbImage(PyramidWriter.TILE_PX, PyramidWriter.TILE_PX, rgb).toJpeg(QUALITY);
    }

    @Override
    TiffDirectory head(TiffDirectory directory) {
      return directory.shorts(258, 8, 8, 8).shorts(259, 7).shorts(262, YCBCR);
    }

    @Override
    TiffDirectory tail(TiffDirectory directory) {
      return directory.shorts(530, 2, 2);
    }
  },

  /** Without loss: what differs from the pixel to the left, deflated. */
  DEFLATE {
    @Override
    byte[] encode(byte[] rgb) {
      return deflated(differences(rgb));
    }

    @Override
    TiffDirectory head(TiffDirectory directory) {
      return directory.shorts(258, 8, 8, 8).shorts(259, 8).shorts(262, RGB);
    }

    @Override
    TiffDirectory predictor(TiffDirectory directory) {
      return directory.shorts(317, 2);
    }
  };

  private static final int QUALITY = 85;
  private static final int RGB = 2;
  private static final int YCBCR = 6;

  /** A tile of 8-bit RGB as it is stored. */
  abstract byte[] encode(byte[] rgb);

  /** Adds the tags 258, 259 and 262. */
  abstract TiffDirectory head(TiffDirectory directory);

  /** Adds the tag 317, if there is one. */
  TiffDirectory predictor(TiffDirectory directory) {
    return directory;
  }

  /** Adds tags from 530 on. */
  TiffDirectory tail(TiffDirectory directory) {
    return directory;
  }

  private static byte[] differences(byte[] rgb) {
    byte[] differences = new byte[rgb.length];
    int row = 3 * PyramidWriter.TILE_PX;
    for (int from = 0; from < rgb.length; from += row) {
      System.arraycopy(rgb, from, differences, from, 3);
      for (int i = from + 3; i < from + row; i++) {
        differences[i] = (byte) (rgb[i] - rgb[i - 3]);
      }
    }
    return differences;
  }

  private static byte[] deflated(byte[] bytes) {
    // What does not shrink grows by some bytes.
    byte[] deflated = new byte[bytes.length + bytes.length / 64 + 1024];
    try (Deflater deflater = new Deflater(LEVEL)) {
      deflater.setInput(bytes);
      deflater.finish();
      int length = deflater.deflate(deflated);
      if (!deflater.finished()) {
        throw new IllegalStateException("a tile grew by more than deflating lets it");
      }
      return Arrays.copyOf(deflated, length);
    }
  }

  /** Of zlib, below its default of 6, for the sake of speed. */
  private static final int LEVEL = 4;
}
