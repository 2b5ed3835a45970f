// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.LevelPass;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.RegionBuffer;
import org.contextile.library.wsi.synthetic.PatternTiff;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JpegTilesTest {
  private static final int SIDE_PX = 1000;

  @TempDir private Path folder = Path.of("");

  @Test
  void haveThePixelsThatOpenSlideReads() throws IOException {
    try (var slide = SlideFormats.open(synthetic())) {
      for (var level : slide.levels()) {
        var whole = new LevelRegion(level, 0, 0, (int) level.widthPx(), (int) level.heightPx());
        var expected = new RegionBuffer();
        expected.read(slide.reader(), whole);
        try (var tiles = slide.reader().storedTiles(level).orElseThrow()) {
          var rgb = new byte[whole.bytes()];
          assertThat(tiles.read(whole, rgb)).isTrue();
          assertThat(rgb).isEqualTo(expected.rgb());
        }
      }
    }
  }

  @Test
  void areLeftToOpenSlideWhereOneWasCutShort() throws IOException {
    Path file = synthetic();
    double[] place = place(file);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek((long) (place[0] + place[1]) - 2);
      out.write(new byte[] {0, 0});
    }
    try (var slide = SlideFormats.open(file)) {
      var level = slide.levels().getFirst();
      try (var tiles = slide.reader().storedTiles(level).orElseThrow()) {
        assertThat(tiles.read(new LevelRegion(level, 0, 0, 512, 256), new byte[3 * 512 * 256]))
            .isFalse();
        assertThat(tiles.read(new LevelRegion(level, 256, 0, 256, 256), new byte[3 * 256 * 256]))
            .isTrue();
      }
      // The reader is asked instead, whatever it makes of the tile.
      LevelPass.read(slide, level, List.of(slide.overviewOf(8)));
    }
  }

  @Test
  void areNoneInOtherFormats() throws IOException {
    try (var slide =
        SlideFormats.open(PatternTiff.write(folder.resolve("deflate.tif"), TestPattern.PRIME))) {
      assertThat(slide.reader().storedTiles(slide.levels().getFirst())).isEmpty();
    }
  }

  private static double[] place(Path file) throws IOException {
    TiffPage page = TiffFile.read(file).orElseThrow().pages().getFirst();
    return new double[] {
      page.entry(TiffTag.TILE_OFFSETS).orElseThrow().held().getFirst(),
      page.entry(TiffTag.TILE_BYTE_COUNTS).orElseThrow().held().getFirst()
    };
  }

  private Path synthetic() throws IOException {
    Path file = folder.resolve("slide.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(1, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    return file;
  }
}
