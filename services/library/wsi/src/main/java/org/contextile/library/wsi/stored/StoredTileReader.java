// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.ReadingPath;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.tiff.TiffFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads levels from their stored JPEG tiles where that gives the pixels that OpenSlide gives, and
 * all else through OpenSlide. Before a level is read so, some of its tiles are compared: one other
 * pixel at level 0, or more than a grey level in the mean at a coarser one, and the level is left
 * to OpenSlide. A tile that libjpeg so much as warns of is unreadable.
 */
public final class StoredTileReader implements PixelReader {
  private static final String DECODER = "turbojpeg";
  private static final int PROBES = 5;

  /** Grey levels, in the mean over a stored tile. */
  private static final double MOST_DIFFERENCE = 1;

  private final PixelReader other;
  private final List<StoredLevel> levels;
  private final @Nullable StoredTiles tiles;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private StoredTileReader(
      PixelReader other, List<StoredLevel> levels, @Nullable StoredTiles tiles) {
    this.other = other;
    this.levels = levels;
    this.tiles = tiles;
  }

  /**
   * Opens a file beside a reader that knows its format, and that is closed with this one.
   *
   * @param tags of the file, if it is a TIFF
   * @throws UnreadableSlideException when the file cannot be opened once more
   */
  public static StoredTileReader open(Path file, Optional<TiffFile> tags, PixelReader other)
      throws UnreadableSlideException {
    List<StoredLevel> levels = StoredLevels.find(file, tags, other);
    try {
      return new StoredTileReader(
          other, levels, StoredTiles.open(file, levels, other).orElse(null));
    } catch (IOException e) {
      throw new UnreadableSlideException(other.name() + " cannot be read", e);
    }
  }

  @Override
  public String name() {
    return other.name();
  }

  @Override
  public ReaderVersion version() {
    return version(other.version());
  }

  /** What reads slides in this process, where a library reads them as well. */
  public static ReaderVersion version(ReaderVersion library) {
    return TurboJpeg.isThere()
        ? new ReaderVersion(library.name(), library.version() + "+" + DECODER)
        : library;
  }

  @Override
  public List<Level> levels() {
    return other.levels();
  }

  @Override
  public Map<String, String> properties() {
    return other.properties();
  }

  @Override
  public Optional<Mpp> mpp() {
    return other.mpp();
  }

  @Override
  public int background() {
    return other.background();
  }

  @Override
  public List<String> associatedImages() {
    return other.associatedImages();
  }

  @Override
  public RgbImage associatedImage(String name) throws UnreadableRegionException {
    return other.associatedImage(name);
  }

  @Override
  public void read(LevelRegion region, MemorySegment rgb) throws UnreadableRegionException {
    if (rgb.byteSize() < region.bytes()) {
      throw new IllegalArgumentException(rgb.byteSize() + " bytes for " + region);
    }
    StoredLevel level = levels.get(region.level().index());
    if (isStored(level)) {
      readStored(level, region, rgb);
    } else {
      other.read(region, rgb);
    }
  }

  @Override
  public ReadingPath path(Level level) {
    StoredLevel stored = levels.get(level.index());
    return isStored(stored)
        ? new ReadingPath(
            true,
            DECODER + "/" + TurboJpeg.version() + stored.scale(),
            "Its stored JPEG tiles are decoded by themselves.")
        : new ReadingPath(false, other.version().token(), String.valueOf(stored.doubt()));
  }

  @Override
  public int keptTiles(Level level) {
    return tiles != null && isStored(levels.get(level.index())) ? tiles.kept() : 0;
  }

  @Override
  public Optional<Level> shrunk(Level level, int times) {
    int count = other.levels().size();
    int place = StoredLevels.TIMES.indexOf(times);
    if (level.index() >= count || place < 0) {
      return Optional.empty();
    }
    StoredLevel shrunk = levels.get((place + 1) * count + level.index());
    StoredLevel of = levels.get(level.index());
    if (!isStored(of) || !isStored(shrunk)) {
      return Optional.empty();
    }
    lock.readLock().lock();
    try {
      return live().canShrink(of) ? Optional.of(shrunk.level()) : Optional.empty();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public Optional<byte[]> storedJpeg(Level level, int column, int row)
      throws UnreadableRegionException {
    return stored(level, column, row, (from, of, tile) -> Optional.of(from.jpeg(of, tile)));
  }

  @Override
  public Optional<byte[]> storedJpegAtHand(Level level, int column, int row)
      throws UnreadableRegionException {
    return stored(level, column, row, StoredTiles::jpegAtHand);
  }

  private Optional<byte[]> stored(Level level, int column, int row, Take take)
      throws UnreadableRegionException {
    StoredLevel stored = levels.get(level.index());
    if (!isStored(stored)
        || column < 0
        || row < 0
        || column >= stored.index().across()
        || row >= stored.index().down()) {
      return Optional.empty();
    }
    int tile = row * stored.index().across() + column;
    if (stored.index().length(tile) == 0) {
      return Optional.empty();
    }
    lock.readLock().lock();
    try {
      return take.from(live(), stored, tile);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        if (tiles != null) {
          tiles.close();
        }
      }
    } finally {
      lock.writeLock().unlock();
      other.close();
    }
  }

  private void readStored(StoredLevel level, LevelRegion region, MemorySegment rgb)
      throws UnreadableRegionException {
    lock.readLock().lock();
    try {
      live().read(level, region, rgb);
    } finally {
      lock.readLock().unlock();
    }
  }

  private StoredTiles live() {
    if (closed || tiles == null) {
      throw new IllegalStateException("the slide is closed: " + name());
    }
    return tiles;
  }

  private boolean isStored(StoredLevel level) {
    String doubt = level.doubt();
    if (doubt == null) {
      synchronized (level) {
        doubt = level.doubt();
        if (doubt == null) {
          doubt = compare(level);
          level.setDoubt(doubt);
        }
      }
    }
    return doubt.isEmpty();
  }

  /** Why a level's stored tiles are not believed; empty when they are. */
  private String compare(StoredLevel level) {
    int[] probes = probes(level);
    for (int tile : probes) {
      LevelRegion region = level.inside(tile);
      byte[] own = new byte[region.bytes()];
      byte[] expected = new byte[region.bytes()];
      Optional<String> fault = fault(() -> readStored(level, region, MemorySegment.ofArray(own)));
      Optional<String> otherFault =
          fault(() -> other.read(region, MemorySegment.ofArray(expected)));
      if (fault.isPresent() != otherFault.isPresent()) {
        return "OpenSlide and libjpeg-turbo do not agree whether %s can be decoded: %s."
            .formatted(level.place(tile), fault.or(() -> otherFault).orElseThrow());
      }
      if (fault.isEmpty() && !isSame(level, own, expected)) {
        return "OpenSlide reads other pixels than libjpeg-turbo from %s."
            .formatted(level.place(tile));
      }
    }
    return probes.length == 0 ? "None of its tiles is stored." : "";
  }

  /**
   * Level 0 to the bit. At a coarser level OpenSlide blends pixels wherever level-0 pixels are no
   * multiple of its downsample, which is taken back to some half of a grey level.
   */
  private static boolean isSame(StoredLevel level, byte[] own, byte[] expected) {
    if (level.level().index() == 0) {
      return Arrays.equals(own, expected);
    }
    long difference = 0;
    for (int i = 0; i < own.length; i++) {
      difference += Math.abs((own[i] & 0xff) - (expected[i] & 0xff));
    }
    return difference <= (long) (MOST_DIFFERENCE * own.length);
  }

  /** Stored tiles spread over the level, those at its corners and in its middle among them. */
  private static int[] probes(StoredLevel level) {
    int across = level.index().across();
    int all = level.tiles();
    int middle = level.index().down() / 2 * across + across / 2;
    return Arrays.stream(new int[] {0, across - 1, middle, all - across, all - 1})
        .map(wanted -> nextStored(level, wanted))
        .filter(tile -> tile >= 0)
        .distinct()
        .limit(PROBES)
        .toArray();
  }

  private static int nextStored(StoredLevel level, int wanted) {
    int all = level.tiles();
    for (int i = 0; i < all; i++) {
      int tile = (wanted + i) % all;
      if (level.index().length(tile) != 0) {
        return tile;
      }
    }
    return -1;
  }

  private static Optional<String> fault(Probe probe) {
    try {
      probe.read();
      return Optional.empty();
    } catch (UnreadableRegionException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @FunctionalInterface
  private interface Take {
    Optional<byte[]> from(StoredTiles tiles, StoredLevel level, int tile)
        throws UnreadableRegionException;
  }

  @FunctionalInterface
  private interface Probe {
    void read() throws UnreadableRegionException;
  }
}
