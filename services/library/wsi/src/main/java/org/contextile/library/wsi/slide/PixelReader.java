// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stored pixels of one slide: a pyramid of levels that regions are read from. Everything else,
 * such as tiles, tissue and DeepZoom, is made from these few methods, and a wrapper that counts,
 * fails or changes pixels is a reader itself.
 *
 * <p>Safe for use by several threads. After {@link #close} every read throws {@link
 * IllegalStateException}; to close twice does no harm. A region that cannot be decoded harms no
 * other. The compatibility kit in this module's tests says the same in code.
 */
public interface PixelReader extends AutoCloseable {
  /** The file's name, as messages call the slide. */
  String name();

  /** The library that reads, such as {@code openslide}, and its version. */
  ReaderVersion version();

  /** Finest first, at least one. */
  List<Level> levels();

  /** Every property by name, OpenSlide's names where the meaning is theirs. */
  Map<String, String> properties();

  /** Micrometres per level-0 pixel, if the file says so. */
  Optional<Mpp> mpp();

  /** The colour of what is not stored and of what lies outside the slide, 0xRRGGBB. */
  int background();

  /** Names of the label, macro and thumbnail images that the file carries. */
  List<String> associatedImages();

  /**
   * Reads the label, macro or thumbnail image.
   *
   * @throws IllegalArgumentException when the slide has no image of that name
   * @throws UnreadableRegionException when it cannot be decoded
   */
  RgbImage associatedImage(String name) throws UnreadableRegionException;

  /**
   * Reads a region, its pixels as they are stored; what lies outside the slide or is not stored has
   * the background's colour.
   *
   * @param rgb receives {@link LevelRegion#bytes} bytes at its start, red, green, blue, row by row;
   *     native or heap memory, left undefined when the read fails
   * @throws UnreadableRegionException when stored data under the region cannot be decoded
   */
  void read(LevelRegion region, MemorySegment rgb) throws UnreadableRegionException;

  /** How a level is read, and why so. */
  default ReadingPath path(Level level) {
    return new ReadingPath(false, version().token(), "It is the only way.");
  }

  /**
   * Stored tiles that stay decoded after a read, for reads of their neighbours; 0 where every read
   * decodes anew.
   */
  default int keptTiles(Level level) {
    return 0;
  }

  /**
   * A level that is not stored, but made while its pixels are decoded: every stored tile of another
   * level brought to a half, a quarter or an eighth by the decoder. That costs less than to decode
   * and to average, and differs from it by half a grey level at most in the mean. Read it as any
   * other level.
   *
   * @param times 2, 4 or 8
   * @return empty where the level cannot be decoded so, or differs by more, as where chroma is
   *     stored smaller
   */
  default Optional<Level> shrunk(Level level, int times) {
    return Optional.empty();
  }

  /**
   * A tile of a level as the file stores it: a whole JPEG stream that any decoder shows in its true
   * colours, nothing of it decoded or encoded anew. At the right and lower edges it goes on beyond
   * the level.
   *
   * @return empty where the level has none to give, or the tile is not stored
   * @throws UnreadableRegionException when its bytes cannot be read, or are no such stream
   */
  default Optional<byte[]> storedJpeg(Level level, int column, int row)
      throws UnreadableRegionException {
    return Optional.empty();
  }

  /**
   * The same of a tile that can be had without waiting for a disk or a network.
   *
   * @return empty where {@link #storedJpeg} is to be asked
   */
  default Optional<byte[]> storedJpegAtHand(Level level, int column, int row)
      throws UnreadableRegionException {
    return Optional.empty();
  }

  @Override
  void close();
}
