// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.pyramid.TiffDirectory;
import org.contextile.library.wsi.pyramid.TiffOutput;

/** Writes a pattern as a tiled pyramidal TIFF, its tiles deflated, so without loss. */
public final class PatternTiff {
  private static final int ADOBE_DEFLATE = 8;

  private PatternTiff() {}

  /** Every tile is where the file says. */
  public static Path write(Path file, TestPattern pattern) throws IOException {
    return write(file, pattern, -1, -1, 0.5, 0.5);
  }

  /**
   * @param brokenColumn column of a stored tile of level 0 whose data are no deflated stream
   */
  public static Path write(
      Path file, TestPattern pattern, int brokenColumn, int brokenRow, double mppX, double mppY)
      throws IOException {
    try (var out = new TiffOutput(file, false)) {
      for (int level = 0; level < pattern.sizes().size(); level++) {
        var size = pattern.sizes().get(level);
        int across = Math.ceilDiv(size.widthPx(), pattern.tileWidthPx());
        int down = Math.ceilDiv(size.heightPx(), pattern.tileHeightPx());
        var offsets = new long[across * down];
        var sizes = new long[across * down];
        for (int i = 0; i < across * down; i++) {
          var tile = tile(pattern, level, i % across, i / across);
          boolean broken = level == 0 && i % across == brokenColumn && i / across == brokenRow;
          if (broken) {
            Arrays.fill(tile, (byte) 0x55);
          }
          offsets[i] = out.append(tile);
          sizes[i] = tile.length;
        }
        int downsample = pattern.downsample(level);
        out.append(
            new TiffDirectory()
                .number(254, level == 0 ? 0 : 1)
                .number(256, size.widthPx())
                .number(257, size.heightPx())
                .shorts(258, 8, 8, 8)
                .shorts(259, ADOBE_DEFLATE)
                .shorts(262, 2)
                .shorts(277, 3)
                .rational(282, Math.round(1e7 / mppX / downsample), 1000)
                .rational(283, Math.round(1e7 / mppY / downsample), 1000)
                .shorts(284, 1)
                .shorts(296, 3)
                .number(322, pattern.tileWidthPx())
                .number(323, pattern.tileHeightPx())
                .numbers(324, offsets)
                .numbers(325, sizes));
      }
    }
    return file;
  }

  private static byte[] tile(TestPattern pattern, int level, int column, int row) {
    int width = pattern.tileWidthPx();
    int height = pattern.tileHeightPx();
    var bytes = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      int x = column * width + i % width;
      int y = row * height + i / width;
      int rgb = pattern.rgb(level, x, y);
      bytes[3 * i] = (byte) (rgb >> 16);
      bytes[3 * i + 1] = (byte) (rgb >> 8);
      bytes[3 * i + 2] = (byte) rgb;
    }
    return deflated(bytes);
  }

  private static byte[] deflated(byte[] bytes) {
    var deflated = new byte[bytes.length + 1024];
    try (var deflater = new Deflater()) {
      deflater.setInput(bytes);
      deflater.finish();
      return Arrays.copyOf(deflated, deflater.deflate(deflated));
    }
  }
}
