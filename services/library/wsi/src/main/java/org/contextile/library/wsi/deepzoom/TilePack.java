// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * Finished tiles of a slide's DeepZoom in one file: a ZIP of what a DeepZoom folder holds, {@code
 * LEVEL/COLUMN_ROW.jpeg}, stored as they are. Equal tiles give equal files. Safe for use by several
 * threads.
 */
public final class TilePack implements AutoCloseable {
  /** Times in a ZIP begin here. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipFile file;
  private final Runnable afterClose;

  private TilePack(ZipFile file, Runnable afterClose) {
    this.file = file;
    this.afterClose = afterClose;
  }

  /** Opens what {@link CoarseLevelsMaker} wrote. */
  public static TilePack open(Path file) throws IOException {
    return new TilePack(new ZipFile(file.toFile()), () -> {});
  }

  /** The same tiles, that tell somebody when they are closed, such as who lent their file. */
  public TilePack whenClosed(Runnable told) {
    return new TilePack(file, told);
  }

  /** A tile as JPEG; empty when it is not in the file. */
  public Optional<byte[]> tile(int level, int column, int row) throws IOException {
    ZipEntry entry = file.getEntry(name(level, column, row));
    if (entry == null) {
      return Optional.empty();
    }
    try (var in = file.getInputStream(entry)) {
      return Optional.of(in.readAllBytes());
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      afterClose.run();
    }
  }

  private static String name(int level, int column, int row) {
    return level + "/" + column + "_" + row + ".jpeg";
  }

  /** Writes tiles in the order in which they are made. */
  static final class Writer implements CoarseLevelsMaker.Tiles {
    private final ZipOutputStream zip;

    Writer(Path file) throws IOException {
      zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
      zip.setMethod(ZipOutputStream.STORED);
    }

    @Override
    public void write(int level, int column, int row, RgbImage tile) {
      byte[] jpeg = tile.toJpeg(DeepZoom.QUALITY);
      var check = new CRC32();
      check.update(jpeg);
      var entry = new ZipEntry(name(level, column, row));
      entry.setSize(jpeg.length);
      entry.setCompressedSize(jpeg.length);
      entry.setCrc(check.getValue());
      entry.setTimeLocal(NO_TIME);
      try {
        zip.putNextEntry(entry);
        zip.write(jpeg);
        zip.closeEntry();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
