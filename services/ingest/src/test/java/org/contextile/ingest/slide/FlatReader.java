// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.RgbImage;

/** A large slide of one level, in stripes, that counts the bytes of the reads under way. */
final class FlatReader implements PixelReader {
  private final int sidePx;
  private final CountDownLatch gate;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();

  /**
   * @param gate every read waits for it
   */
  FlatReader(int sidePx, CountDownLatch gate) {
    this.sidePx = sidePx;
    this.gate = gate;
  }

  /** The most bytes, ARGB and RGB, that reads took together. */
  long peakBytes() {
    return peak.get();
  }

  int reads() {
    return reads.get();
  }

  @Override
  public String name() {
    return "flat";
  }

  @Override
  public ReaderVersion version() {
    return new ReaderVersion("flat", "1");
  }

  @Override
  public List<Level> levels() {
    return List.of(new Level(0, sidePx, sidePx, 1, 256, 256));
  }

  @Override
  public Map<String, String> properties() {
    return Map.of();
  }

  @Override
  public Optional<Mpp> mpp() {
    return Optional.empty();
  }

  @Override
  public int background() {
    return 0xffffff;
  }

  @Override
  public List<String> associatedImages() {
    return List.of();
  }

  @Override
  public RgbImage associatedImage(String name) {
    throw new IllegalArgumentException(name);
  }

  @Override
  public void read(LevelRegion region, MemorySegment rgb) {
    reads.incrementAndGet();
    long taken = 7 * region.areaPx();
    peak.accumulateAndGet(bytes.addAndGet(taken), Math::max);
    try {
      gate.await();
      byte[] row = new byte[3 * region.widthPx()];
      for (int y = 0; y < region.heightPx(); y++) {
        for (int x = 0; x < row.length; x++) {
          row[x] = (byte) ((region.x() + x / 3) / 7 + (region.y() + y) / 5);
        }
        MemorySegment.copy(MemorySegment.ofArray(row), 0, rgb, (long) y * row.length, row.length);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      bytes.addAndGet(-taken);
    }
  }

  @Override
  public void close() {}
}
