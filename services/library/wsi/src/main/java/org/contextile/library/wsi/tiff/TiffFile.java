// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The tags of a TIFF file, read whole when it is opened and held without the file: classic and
 * BigTIFF, of either byte order, and NDPI, whose offsets go beyond 32 bits in a classic file.
 *
 * <p>{@code TiffFile.read(path)}, then {@link #pages}; a page's SubIFDs, where OME and others keep
 * the coarser levels, are its {@link TiffPage#subPages}, each with the {@link TiffPage#offset} of
 * its directory. What is not held, such as long tables of tiles, is in the file at {@link
 * TiffPage#entry}.
 *
 * <p>Bad input is safe: no more than some thousand directories are read, each once, and no array is
 * larger than the file or a fixed bound.
 *
 * @param order byte order of all numbers in the file
 * @param isBig whether it is a BigTIFF
 * @param pages the chain of directories, in the order of the file; at least one
 * @param isWhole whether the chain was followed to its end; a broken or endless one was not
 */
public record TiffFile(ByteOrder order, boolean isBig, List<TiffPage> pages, boolean isWhole) {
  public TiffFile {
    pages = List.copyOf(pages);
  }

  /**
   * Reads the tags.
   *
   * @return empty when the file is no TIFF, or its first directory is broken
   * @throws IOException when the file cannot be read at all
   */
  public static Optional<TiffFile> read(Path file) throws IOException {
    try (var bytes = TiffBytes.open(file)) {
      return TiffParser.parse(bytes);
    }
  }
}
