// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffPage;
import org.contextile.library.wsi.tiff.TileIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand damaged files in this process: each is read, or refused by type. */
class DamagedHeadersTest {
  private static final int ROUNDS = 10_000;

  @TempDir private Path folder = Path.of("");
  private final List<Integer> damaged = new ArrayList<>();
  private int refused;
  private int decoded;

  @Test
  void areReadOrRefusedByType() throws IOException {
    assumeTrue(TurboJpeg.isThere(), TurboJpeg.place());
    var sound =
        List.of(
            bytes(JpegPyramid.plain()),
            bytes(new JpegPyramid(ByteOrder.BIG_ENDIAN, true, true, true, false, 4)),
            bytes(new JpegPyramid(ByteOrder.BIG_ENDIAN, false, false, true, true, 0)));
    var random = new Random(2026);
    try (var arena = Arena.ofConfined()) {
      var rgb = arena.allocate(3L << 20);
      for (int i = 0; i < sound.size(); i++) {
        Path file = folder.resolve(i + ".tif");
        for (int round = 0; round < ROUNDS / sound.size() + 1; round++) {
          damage(file, sound.get(i), random);
          try {
            read(file, random, rgb);
          } catch (RuntimeException | Error e) {
            throw new AssertionError("file " + i + ", round " + round, e);
          }
          mend(file, sound.get(i));
        }
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 10);
    assertThat(decoded).isGreaterThan(ROUNDS / 10);
  }

  private void read(Path file, Random random, MemorySegment rgb) throws IOException {
    Optional<TiffFile> tags = TiffFile.read(file);
    if (tags.isEmpty()) {
      refused++;
      return;
    }
    TiffPage page = tags.get().pages().get(random.nextInt(tags.get().pages().size()));
    try (var bytes = PreadFile.open(file)) {
      TileIndex index = TileIndex.of(file, tags.get(), page);
      try (var decoder = new TileDecoder(bytes)) {
        int all = index.across() * index.down();
        var whole = new Level(0, page.widthPx(), page.heightPx(), 1, 0, 0);
        var level = StoredLevel.of(whole, index);
        for (int tile : new int[] {0, all - 1, random.nextInt(all)}) {
          if (index.length(tile) != 0) {
            decoder.decode(level, tile, rgb);
            decoded++;
          }
        }
      }
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      refused++;
    }
  }

  /** Some bytes, most of them of directories, are others; or the file is cut short. */
  private void damage(Path file, byte[] sound, Random random) throws IOException {
    damaged.clear();
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      if (out.length() != sound.length) {
        out.setLength(0);
        out.write(sound);
      }
      for (int i = random.nextInt(6); i >= 0; i--) {
        int at =
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt(16);
              case 1 -> random.nextInt(sound.length);
              // Directories and their tables lie behind the tiles of their page.
              default -> sound.length - 1 - random.nextInt(1200);
            };
        damaged.add(at);
        out.seek(at);
        out.write(random.nextBoolean() ? random.nextInt() : sound[at] ^ (1 << random.nextInt(8)));
      }
      if (random.nextInt(10) == 0) {
        out.setLength(random.nextInt(sound.length));
      }
    }
  }

  private void mend(Path file, byte[] sound) throws IOException {
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      for (int at : damaged) {
        if (at < out.length()) {
          out.seek(at);
          out.write(sound[at]);
        }
      }
    }
  }

  private byte[] bytes(JpegPyramid pyramid) throws IOException {
    return Files.readAllBytes(pyramid.write(folder.resolve("sound.tif")));
  }
}
