// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.contextile.library.wsi.slide.UnreadableSlideException;

/**
 * Decodes rows of a flat picture to RGB by the JDK's readers, in memory for those rows. What a
 * decoder only warns of, such as data that end too early, is refused: the pixels would be made up.
 */
final class BandReader {
  private static final int WHITE = 255;

  private BandReader() {}

  /**
   * Decodes rows; transparent ones are laid on white.
   *
   * @param rgb receives them, the first pixel at {@code from}
   * @param stride bytes from row to row
   * @return how many pixels are not opaque
   * @throws UnreadableSlideException if they cannot be decoded whole
   */
  static long read(FlatPicture picture, int top, int rows, byte[] rgb, int from, int stride)
      throws IOException {
    Raster raster;
    BufferedImage image;
    try {
      image = decode(picture, top, rows);
      raster = image.getRaster();
    } catch (IOException | RuntimeException e) {
      throw new UnreadableSlideException(
          picture.name() + " cannot be decoded: " + e.getMessage(), e);
    }
    if (raster.getWidth() != picture.widthPx() || raster.getHeight() != rows) {
      throw new UnreadableSlideException(picture.name() + " is not as large as its header says");
    }
    RowMaker maker = RowMaker.of(picture, image);
    long transparent = 0;
    byte[] row = new byte[raster.getNumBands() * raster.getWidth()];
    for (int y = 0; y < rows; y++) {
      var _ = raster.getDataElements(0, y, raster.getWidth(), 1, row);
      transparent += maker.make(row, rgb, from + y * stride, raster.getWidth());
    }
    return transparent;
  }

  private static BufferedImage decode(FlatPicture picture, int top, int rows) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(picture.format().label()).next();
    try (SplicedStream stream = picture.stream().open(picture.file())) {
      reader.setInput(stream, true, true);
      String[] warning = new String[1];
      reader.addIIOReadWarningListener((_, text) -> warning[0] = text);
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceRegion(new Rectangle(0, top, picture.widthPx(), rows));
      BufferedImage image = reader.read(0, param);
      if (warning[0] != null) {
        throw new IOException(warning[0]);
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  /** Makes RGB of a row as it is stored. */
  @FunctionalInterface
  private interface RowMaker {
    long make(byte[] row, byte[] rgb, int to, int widthPx);

    static RowMaker of(FlatPicture picture, BufferedImage image) throws UnreadableSlideException {
      int bands = image.getRaster().getNumBands();
      if (image.getRaster().getTransferType() != DataBuffer.TYPE_BYTE) {
        throw new UnreadableSlideException(picture.name() + " is not decoded to 8 bits");
      }
      if (image.getColorModel() instanceof IndexColorModel palette) {
        int[] colours = new int[256];
        palette.getRGBs(colours);
        return (row, rgb, to, width) -> ofPalette(colours, row, rgb, to, width);
      }
      if (bands == 3) {
        return (row, rgb, to, width) -> {
          System.arraycopy(row, 0, rgb, to, 3 * width);
          return 0;
        };
      }
      if (bands == 4) {
        boolean multiplied = picture.premultiplied();
        return (row, rgb, to, width) -> onWhite(row, multiplied, rgb, to, width);
      }
      throw new UnreadableSlideException(
          picture.name() + " is decoded to %d channels".formatted(bands));
    }
  }

  private static long ofPalette(int[] colours, byte[] row, byte[] rgb, int to, int width) {
    long transparent = 0;
    for (int x = 0; x < width; x++) {
      int colour = colours[row[x] & 0xff];
      int alpha = colour >>> 24;
      transparent += alpha == 255 ? 0 : 1;
      for (int c = 0; c < 3; c++) {
        rgb[to + 3 * x + c] = (byte) over(colour >> (8 * (2 - c)) & 0xff, alpha);
      }
    }
    return transparent;
  }

  private static long onWhite(byte[] row, boolean multiplied, byte[] rgb, int to, int width) {
    long transparent = 0;
    for (int x = 0; x < width; x++) {
      int alpha = row[4 * x + 3] & 0xff;
      transparent += alpha == 255 ? 0 : 1;
      for (int c = 0; c < 3; c++) {
        int value = row[4 * x + c] & 0xff;
        rgb[to + 3 * x + c] =
            (byte) (multiplied ? Math.min(WHITE, value + WHITE - alpha) : over(value, alpha));
      }
    }
    return transparent;
  }

  private static int over(int value, int alpha) {
    return (value * alpha + WHITE * (255 - alpha) + 127) / 255;
  }
}
