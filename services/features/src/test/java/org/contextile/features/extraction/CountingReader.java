// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/** Counts the regions that are read through it. */
record CountingReader(PixelReader reader, AtomicInteger reads) implements PixelReader {

  @Override
  public String name() {
    return reader.name();
  }

  @Override
  public ReaderVersion version() {
    return reader.version();
  }

  @Override
  public List<Level> levels() {
    return reader.levels();
  }

  @Override
  public Map<String, String> properties() {
    return reader.properties();
  }

  @Override
  public Optional<Mpp> mpp() {
    return reader.mpp();
  }

  @Override
  public int background() {
    return reader.background();
  }

  @Override
  public List<String> associatedImages() {
    return reader.associatedImages();
  }

  @Override
  public RgbImage associatedImage(String name) throws UnreadableRegionException {
    return reader.associatedImage(name);
  }

  @Override
  public void read(LevelRegion region, MemorySegment rgb) throws UnreadableRegionException {
    reads.incrementAndGet();
    reader.read(region, rgb);
  }

  @Override
  public void close() {
    reader.close();
  }
}
