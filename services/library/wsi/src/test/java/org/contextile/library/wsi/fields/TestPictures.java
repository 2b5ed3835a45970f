// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;
import org.contextile.library.wsi.slide.RgbImage;
import org.jspecify.annotations.Nullable;

/** Flat pictures of many kinds, made by the JDK's writers. */
public final class TestPictures {
  private TestPictures() {}

  /** A pixel that tells where it is. */
  public static int colour(int x, int y) {
    return (x * 7 & 0xff) << 16 | (y * 5 & 0xff) << 8 | (x * 3 + y * 11 & 0xff);
  }

  public static BufferedImage image(int type, int widthPx, int heightPx) {
    BufferedImage image = new BufferedImage(widthPx, heightPx, type);
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        image.setRGB(x, y, 0xff000000 | colour(x, y));
      }
    }
    return image;
  }

  /** The file with the image, its row 0 at the top. */
  public static Path write(
      Path file, String format, @Nullable String compression, BufferedImage image)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (compression != null && compression.equals("progressive")) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    } else if (compression != null) {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(compression);
    }
    Files.deleteIfExists(file);
    try (var out = new FileImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return file;
  }

  public static Path png(Path file, int widthPx, int heightPx) throws IOException {
    return write(file, "png", null, image(BufferedImage.TYPE_INT_RGB, widthPx, heightPx));
  }

  /** A PNG of one colour. */
  public static Path plain(Path file, int widthPx, int heightPx, int colour) throws IOException {
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        image.setRGB(x, y, colour);
      }
    }
    return write(file, "png", null, image);
  }

  /** The same picture, encoded by another library. */
  public static RgbImage rgb(int widthPx, int heightPx) {
    byte[] pixels = new byte[3 * widthPx * heightPx];
    for (int i = 0; i < widthPx * heightPx; i++) {
      int colour = colour(i % widthPx, i / widthPx);
      pixels[3 * i] = (byte) (colour >> 16);
      pixels[3 * i + 1] = (byte) (colour >> 8);
      pixels[3 * i + 2] = (byte) colour;
    }
    return new RgbImage(widthPx, heightPx, pixels);
  }

  /** A PNG with another chunk behind its header. */
  public static Path withChunk(Path png, String type, byte[] content) throws IOException {
    byte[] whole = Files.readAllBytes(png);
    byte[] named = ByteBuffer.allocate(4 + content.length).put(ascii(type)).put(content).array();
    CRC32 sum = new CRC32();
    sum.update(named);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, 33);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(named);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    out.write(whole, 33, whole.length - 33);
    return Files.write(png, out.toByteArray());
  }

  /** A JPEG with another segment behind its start. */
  public static Path withSegment(Path jpeg, int marker, byte[] content) throws IOException {
    byte[] whole = Files.readAllBytes(jpeg);
    ByteBuffer out = ByteBuffer.allocate(whole.length + 4 + content.length);
    out.put(whole, 0, 2).put((byte) 0xff).put((byte) marker).putShort((short) (content.length + 2));
    return Files.write(jpeg, out.put(content).put(whole, 2, whole.length - 2).array());
  }

  /** EXIF data, as both formats hold them. */
  public static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put(ascii("MM\0*"))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 274)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
