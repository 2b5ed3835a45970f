// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.kit;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.MppSource;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/** A slide that lies in memory as whole pictures. */
public class MemoryReader implements PixelReader {
  private final TestPattern pattern;
  private final List<int[]> pictures = new ArrayList<>();
  private final int brokenColumn;
  private final int brokenRow;
  private volatile boolean closed;

  /** A slide of which every tile can be read. */
  public MemoryReader(TestPattern pattern) {
    this(pattern, -1, -1);
  }

  /** A slide of which one stored tile of level 0 cannot be decoded. */
  public MemoryReader(TestPattern pattern, int brokenColumn, int brokenRow) {
    this.pattern = pattern;
    this.brokenColumn = brokenColumn;
    this.brokenRow = brokenRow;
    for (int level = 0; level < pattern.sizes().size(); level++) {
      var size = pattern.sizes().get(level);
      var picture = new int[size.widthPx() * size.heightPx()];
      for (int i = 0; i < picture.length; i++) {
        picture[i] = pattern.rgb(level, i % size.widthPx(), i / size.widthPx());
      }
      pictures.add(picture);
    }
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public ReaderVersion version() {
    return new ReaderVersion("memory", "1");
  }

  @Override
  public List<Level> levels() {
    var levels = new ArrayList<Level>();
    for (int i = 0; i < pictures.size(); i++) {
      var size = pattern.sizes().get(i);
      levels.add(
          new Level(
              i,
              size.widthPx(),
              size.heightPx(),
              pattern.downsample(i),
              pattern.tileWidthPx(),
              pattern.tileHeightPx()));
    }
    return levels;
  }

  @Override
  public Map<String, String> properties() {
    return Map.of();
  }

  @Override
  public Optional<Mpp> mpp() {
    return Optional.of(new Mpp(0.5, 0.5, MppSource.TIFF_RESOLUTION));
  }

  @Override
  public int background() {
    return TestPattern.BACKGROUND;
  }

  @Override
  public List<String> associatedImages() {
    return List.of();
  }

  @Override
  public RgbImage associatedImage(String name) {
    throw new IllegalArgumentException("no associated image " + name);
  }

  @Override
  public void read(LevelRegion region, MemorySegment rgb) throws UnreadableRegionException {
    if (closed) {
      throw new IllegalStateException("the slide is closed");
    }
    if (rgb.byteSize() < region.bytes()) {
      throw new IllegalArgumentException("too few bytes for " + region);
    }
    var size = pattern.sizes().get(region.level().index());
    var picture = pictures.get(region.level().index());
    int left = (int) region.x();
    int top = (int) region.y();
    var bytes = new byte[region.bytes()];
    for (int i = 0; i < bytes.length / 3; i++) {
      int x = left + i % region.widthPx();
      int y = top + i / region.widthPx();
      boolean inside = x >= 0 && y >= 0 && x < size.widthPx() && y < size.heightPx();
      if (inside && region.level().index() == 0 && isBroken(x, y)) {
        throw new UnreadableRegionException(name() + ": a broken tile");
      }
      int pixel = inside ? picture[y * size.widthPx() + x] : background();
      bytes[3 * i] = (byte) (pixel >> 16);
      bytes[3 * i + 1] = (byte) (pixel >> 8);
      bytes[3 * i + 2] = (byte) pixel;
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, rgb, 0, bytes.length);
  }

  @Override
  public void close() {
    closed = true;
  }

  private boolean isBroken(int x, int y) {
    return x / pattern.tileWidthPx() == brokenColumn && y / pattern.tileHeightPx() == brokenRow;
  }
}
