// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffPage;
import org.contextile.library.wsi.tiff.TileIndex;
import org.contextile.library.wsi.tiff.UnfitTilesException;

/** Finds the stored tiles of each level of a slide, or says why they are left to OpenSlide. */
final class StoredLevels {
  static final String APERIO = "aperio";

  /** Formats, by OpenSlide's name, in which a level is one page, its tiles side by side. */
  private static final Set<String> PLAIN = Set.of(APERIO, "generic-tiff", "philips");

  private StoredLevels() {}

  /** Of a tile's side, by which the decoder can shrink it. */
  static final List<Integer> TIMES = List.of(2, 4, 8);

  /**
   * In the order of the reader's levels; and after them those that are made of each by shrinking
   * its tiles, in the order of {@link #TIMES}, and left out where that cannot be.
   */
  static List<StoredLevel> find(Path file, Optional<TiffFile> tags, PixelReader reader) {
    List<StoredLevel> levels = new ArrayList<>(stored(file, tags, reader));
    int count = levels.size();
    for (int times : TIMES) {
      for (int i = 0; i < count; i++) {
        levels.add(shrunk(levels.get(i), times, levels.size()));
      }
    }
    return levels;
  }

  private static StoredLevel shrunk(StoredLevel of, int times, int index) {
    Level level = of.level();
    if (of.tiles() == 0
        || of.index().tileWidthPx() % times != 0
        || of.index().tileHeightPx() % times != 0
        || Math.min(level.widthPx(), level.heightPx()) < times) {
      return StoredLevel.leftOut(level, "Its tiles cannot be shrunk.");
    }
    var shrunk =
        new Level(
            index,
            level.widthPx() / times,
            level.heightPx() / times,
            level.downsample() * times,
            level.tileWidthPx() / times,
            level.tileHeightPx() / times);
    return of.shrunk(shrunk, times);
  }

  private static List<StoredLevel> stored(Path file, Optional<TiffFile> tags, PixelReader reader) {
    Optional<String> why = unfit(tags, reader);
    return reader.levels().stream()
        .map(
            level ->
                why.isPresent()
                    ? StoredLevel.leftOut(level, why.get())
                    : find(file, tags.orElseThrow(), level))
        .toList();
  }

  private static Optional<String> unfit(Optional<TiffFile> tags, PixelReader reader) {
    if (!TurboJpeg.isThere()) {
      return Optional.of(TurboJpeg.place());
    }
    String vendor = reader.properties().getOrDefault("openslide.vendor", "unknown");
    if (tags.isEmpty() || !PLAIN.contains(vendor)) {
      return Optional.of("The format " + vendor + " is read by OpenSlide alone.");
    }
    return Optional.empty();
  }

  private static StoredLevel find(Path file, TiffFile tags, Level level) {
    List<TiffPage> pages = tags.pages().stream().filter(page -> isOf(page, level)).toList();
    if (pages.size() != 1) {
      return StoredLevel.leftOut(
          level,
          "The file has %d tiled pages of %d × %d px, and which is meant OpenSlide knows."
              .formatted(pages.size(), level.widthPx(), level.heightPx()));
    }
    try {
      return StoredLevel.of(level, TileIndex.of(file, tags, pages.getFirst()));
    } catch (UnfitTilesException e) {
      return StoredLevel.leftOut(
          level, "Its tiles are " + e.getMessage() + ", which OpenSlide reads.");
    } catch (IOException e) {
      return StoredLevel.leftOut(level, "Its tiles cannot be indexed: " + e.getMessage() + ".");
    }
  }

  private static boolean isOf(TiffPage page, Level level) {
    return page.isTiled()
        && page.widthPx() == level.widthPx()
        && page.heightPx() == level.heightPx()
        && page.tileWidthPx() == level.tileWidthPx()
        && page.tileHeightPx() == level.tileHeightPx();
  }
}
