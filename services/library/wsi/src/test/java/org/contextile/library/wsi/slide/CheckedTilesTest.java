// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.kit.MemoryReader;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedTilesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void giveAnyRegionAsTheReaderDoes() throws IOException {
    Path file = folder.resolve("slide.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(1, 900, 0.5, SectionClass.TUMOUR), file);
    var random = new Random(2);
    try (var slide = SlideFormats.open(file);
        var tiles = CheckedTiles.of(slide.reader(), slide.levels().getFirst())) {
      for (int i = 0; i < 20; i++) {
        var region =
            new LevelRegion(
                slide.levels().getFirst(),
                random.nextInt(850) - 20,
                random.nextInt(850) - 20,
                1 + random.nextInt(300),
                1 + random.nextInt(300));
        assertThat(tiles.read(region).pixels()).isEqualTo(slide.read(region).pixels());
      }
    }
  }

  @Test
  void areNotBelievedWhereTheyDifferFromTheReader() throws IOException {
    var closed = new AtomicInteger();
    var reader =
        new MemoryReader(TestPattern.PRIME) {
          @Override
          public Optional<StoredTiles> storedTiles(Level level) {
            return Optional.of(
                new StoredTiles() {
                  @Override
                  public boolean read(LevelRegion block, byte[] rgb) {
                    Arrays.fill(rgb, (byte) 1);
                    return true;
                  }

                  @Override
                  public void close() {
                    closed.incrementAndGet();
                  }
                });
          }
        };
    var slide = Slide.of(reader);
    var region = new LevelRegion(slide.levels().getFirst(), 64, 48, 64, 48);
    try (var tiles = CheckedTiles.of(reader, slide.levels().getFirst())) {
      assertThat(closed).hasValue(1);
      assertThat(tiles.read(region).pixels()).isEqualTo(slide.read(region).pixels());
    }
    assertThat(closed).hasValue(1);
  }
}
