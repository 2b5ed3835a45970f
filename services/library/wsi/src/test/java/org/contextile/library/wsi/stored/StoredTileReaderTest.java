// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.jpeg.JpegDecoder;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.kit.MemoryReader;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.synthetic.PatternTiff;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffTag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredTileReaderTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(TurboJpeg.isThere(), TurboJpeg.place());
  }

  @ParameterizedTest
  @CsvSource({
    "II, false, true, false, true, 0",
    "MM, true, true, true, true, 0",
    "II, true, true, true, false, 0",
    "MM, true, false, false, true, 0",
    "II, false, false, true, false, 0",
    "II, true, false, true, true, 5",
    "II, false, true, false, false, 2"
  })
  void givesThePixelsOfOpenSlideWhateverTheFileIsLike(
      String order, boolean big, boolean ycbcr, boolean tablesApart, boolean jfif, int missing)
      throws IOException {
    var bytes = order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    Path file =
        new JpegPyramid(bytes, big, ycbcr, tablesApart, jfif, missing)
            .write(folder.resolve("slide.tif"));
    try (PixelReader own = SlideFormats.reader(file);
        PixelReader other = OpenSlideReader.open(file)) {
      assertThat(own.levels()).hasSize(3).allMatch(level -> own.path(level).isStoredTiles());
      assertThat(own.path(own.levels().getFirst()).decoder())
          .matches("turbojpeg/([0-9][0-9.]*|sha256:[0-9a-f]{12})");
      assertThat(SamePixels.assertSame(own, other, 40)).isTrue();
    }
  }

  @Test
  void leavesALevelToTheLibraryThatReadsOtherPixels() throws IOException {
    Path file = JpegPyramid.plain().write(folder.resolve("slide.tif"));
    try (PixelReader own =
        StoredTileReader.open(
            file,
            TiffFile.read(file),
            new MemoryReader(JpegPyramid.PATTERN) {
              @Override
              public Map<String, String> properties() {
                return Map.of("openslide.vendor", "generic-tiff");
              }
            })) {
      Level level = own.levels().getFirst();
      assertThat(own.path(level).isStoredTiles()).isFalse();
      assertThat(own.path(level).decoder()).isEqualTo("memory/1");
      assertThat(own.path(level).why()).contains("other pixels", "column 0, row 0 of level 0");
      assertThat(read(own, level, 3, 5, 1, 1).rgb(0, 0))
          .isEqualTo(JpegPyramid.PATTERN.rgb(0, 3, 5));
    }
  }

  @Test
  void saysWhyALevelIsLeftToOpenSlide() throws IOException {
    Path file = PatternTiff.write(folder.resolve("deflate.tif"), JpegPyramid.PATTERN);
    try (PixelReader reader = SlideFormats.reader(file)) {
      var path = reader.path(reader.levels().getFirst());
      assertThat(path.isStoredTiles()).isFalse();
      assertThat(path.decoder()).isEqualTo("openslide/" + SlideFormats.openSlideVersion());
      assertThat(path.why()).contains("TIFF compression 8");
    }
  }

  @ParameterizedTest
  @CsvSource({"offset, 4000000000", "offset, 0", "length, 4000000000", "length, 3"})
  void reportsATileThatLiesNowhere(String what, long value) throws IOException {
    Path file = JpegPyramid.plain().write(folder.resolve("slide.tif"));
    int tag = what.equals("offset") ? TiffTag.TILE_OFFSETS : TiffTag.TILE_BYTE_COUNTS;
    long at = TiffFile.read(file).orElseThrow().pages().getFirst().entry(tag).orElseThrow().at();
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt((int) at + 4 * 22, (int) value);
    Files.write(file, bytes);

    try (PixelReader reader = SlideFormats.reader(file)) {
      assertOnlyTile22IsUnreadable(reader);
    }
  }

  @Test
  void reportsABrokenTileToWhoeverReadsIt() throws Exception {
    Path file = broken();
    try (PixelReader reader = SlideFormats.reader(file);
        var threads = Executors.newFixedThreadPool(4)) {
      var reads = new ArrayList<Future<?>>();
      for (int i = 0; i < 60; i++) {
        reads.add(
            threads.submit(
                () -> {
                  assertOnlyTile22IsUnreadable(reader);
                  return true;
                }));
      }
      for (Future<?> read : reads) {
        assertThat(read.get()).isEqualTo(true);
      }
    }
  }

  @Test
  void goesOnForOthersWhenAReadIsInterrupted() throws IOException {
    Path file = JpegPyramid.plain().write(folder.resolve("slide.tif"));
    try (PixelReader reader = SlideFormats.reader(file)) {
      Level level = reader.levels().getFirst();
      Thread.currentThread().interrupt();
      var first = read(reader, level, 0, 0, 100, 100);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(read(reader, level, 0, 0, 100, 100).pixels()).isEqualTo(first.pixels());
      assertThat(read(reader, level, 200, 200, 100, 100).pixels()).isNotEqualTo(first.pixels());
    }
  }

  @Test
  void throwsOnceItIsClosed() throws IOException {
    PixelReader reader = SlideFormats.reader(JpegPyramid.plain().write(folder.resolve("s.tif")));
    Level level = reader.levels().getFirst();
    var _ = read(reader, level, 0, 0, 9, 9);
    reader.close();
    reader.close();
    assertThatThrownBy(() -> read(reader, level, 0, 0, 9, 9))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> reader.storedJpeg(level, 0, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesAStoredTileThatAnyDecoderShowsTrue() throws IOException {
    Path file =
        new JpegPyramid(ByteOrder.LITTLE_ENDIAN, false, false, true, true, 5)
            .write(folder.resolve("slide.tif"));
    try (PixelReader reader = SlideFormats.reader(file)) {
      Level level = reader.levels().get(1);
      byte[] jpeg = reader.storedJpeg(level, 2, 3).orElseThrow();
      var tile = decoded(jpeg, level.tileWidthPx(), level.tileHeightPx());
      assertThat(tile.pixels()).isEqualTo(read(reader, level, 2 * 48, 3 * 32, 48, 32).pixels());
      assertThat(reader.storedJpeg(level, 1, 0)).isEmpty();
      assertThat(reader.storedJpeg(level, 5, 0)).isEmpty();
      assertThat(reader.storedJpeg(level, -1, 0)).isEmpty();
    }
    try (PixelReader reader = SlideFormats.reader(broken())) {
      assertThatThrownBy(() -> reader.storedJpeg(reader.levels().getFirst(), 4, 2))
          .isInstanceOf(UnreadableRegionException.class);
    }
  }

  @Test
  void givesAStoredTileThatIsInMemoryWithoutWaiting() throws IOException {
    Path file =
        new JpegPyramid(ByteOrder.LITTLE_ENDIAN, false, false, true, true, 5)
            .write(folder.resolve("slide.tif"));
    try (PixelReader reader = SlideFormats.reader(file)) {
      Level level = reader.levels().get(1);
      byte[] jpeg = reader.storedJpeg(level, 2, 3).orElseThrow();
      Optional<byte[]> atHand = reader.storedJpegAtHand(level, 2, 3);
      assumeTrue(atHand.isPresent(), "this file system does not read without waiting");
      assertThat(atHand.get()).isEqualTo(jpeg);
      assertThat(reader.storedJpegAtHand(level, 1, 0)).isEmpty();
      assertThat(reader.storedJpegAtHand(level, 5, 0)).isEmpty();
    }
    try (PixelReader reader = SlideFormats.reader(broken())) {
      assertThatThrownBy(() -> reader.storedJpegAtHand(reader.levels().getFirst(), 4, 2))
          .isInstanceOf(UnreadableRegionException.class);
    }
  }

  /** Never the memory's last contents, nor a part of the tile. */
  @Test
  void reportsTilesOfAFileThatHasBecomeShorter() throws IOException {
    Path file = JpegPyramid.plain().write(folder.resolve("slide.tif"));
    try (PixelReader reader = SlideFormats.reader(file)) {
      Level level = reader.levels().getFirst();
      assertThat(reader.storedJpeg(level, 4, 2)).isPresent();
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(100);
      }

      assertThatThrownBy(() -> reader.storedJpeg(level, 4, 2))
          .isInstanceOf(UnreadableRegionException.class)
          .hasMessageContaining("has become shorter");
      assertThat(reader.storedJpegAtHand(level, 4, 2)).isEmpty();
      assertThatThrownBy(() -> read(reader, level, 4 * 48, 2 * 32, 48, 32))
          .isInstanceOf(UnreadableRegionException.class)
          .hasMessageContaining("column 4, row 2 of level 0");
    }
  }

  /** Column 4, row 2 of level 0, which is 9 tiles wide. */
  private static void assertOnlyTile22IsUnreadable(PixelReader reader) throws IOException {
    Level level = reader.levels().getFirst();
    assertThat(reader.path(level).isStoredTiles()).isTrue();
    assertThatThrownBy(() -> read(reader, level, 4 * 48 + 20, 2 * 32 + 20, 100, 100))
        .isInstanceOf(UnreadableRegionException.class)
        .hasMessageContaining(reader.name())
        .hasMessageContaining("column 4, row 2 of level 0");
    for (var region : List.of(region(level, 0, 0, 388, 64), region(level, 0, 64, 192, 460))) {
      reader.read(region, MemorySegment.ofArray(new byte[region.bytes()]));
    }
  }

  private Path broken() throws IOException {
    Path file = JpegPyramid.plain().write(folder.resolve("broken.tif"));
    var page = TiffFile.read(file).orElseThrow().pages().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    long at = page.entry(TiffTag.TILE_OFFSETS).orElseThrow().at() + 4 * 22;
    int offset = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt((int) at);
    bytes[offset + 1] = 0;
    return Files.write(file, bytes);
  }

  private static RgbImage decoded(byte[] jpeg, int widthPx, int heightPx) throws IOException {
    try (var decoder = new JpegDecoder();
        var arena = Arena.ofConfined()) {
      var rgb = arena.allocate(3L * widthPx * heightPx);
      var stream = arena.allocateFrom(ValueLayout.JAVA_BYTE, jpeg);
      decoder.decode(stream, jpeg.length, rgb, widthPx, heightPx);
      return new RgbImage(widthPx, heightPx, rgb.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static RgbImage read(PixelReader reader, Level level, int x, int y, int w, int h)
      throws UnreadableRegionException {
    var region = region(level, x, y, w, h);
    var rgb = new byte[region.bytes()];
    reader.read(region, MemorySegment.ofArray(rgb));
    return new RgbImage(w, h, rgb);
  }

  private static LevelRegion region(Level level, int x, int y, int w, int h) {
    return new LevelRegion(level, x, y, w, h);
  }
}
