// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureFileTest {
  private static final int DIMENSION = 96;
  private static final FeatureAttributes ATTRIBUTES =
      new FeatureAttributes(
          "Präparat 1",
          112,
          224,
          40,
          20,
          0,
          2016,
          1984,
          0.5,
          "override",
          "aa",
          "bb",
          "cc",
          "bf16",
          StoredAs.FLOAT32,
          "openslide/4.0.1",
          "turbojpeg/2.1.5",
          "present",
          new TreeMap<>(Map.of("openslide", "4.0.1", "contextile", "0.1.0")),
          2,
          89.6,
          112,
          OptionalInt.of(1));

  private static final FeatureAttributes HALVED =
      new FeatureAttributes(
          "a",
          112,
          224,
          40,
          20,
          0,
          2016,
          1984,
          0.5,
          "override",
          "aa",
          "bb",
          "cc",
          "fp32",
          StoredAs.FLOAT16,
          "openslide/4.0.1",
          "turbojpeg/2.1.5",
          "none",
          new TreeMap<>(),
          0,
          224,
          112,
          OptionalInt.of(0));

  private static final List<UnreadablePatch> UNREADABLE =
      List.of(
          new UnreadablePatch(5, 6, "tile 3, 4 of level 0 cannot be decoded: größer als gesagt"),
          new UnreadablePatch(7, 8, ""));

  private final Path folder;

  FeatureFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9})
  void whatWasWrittenIsReadBack(int deflate) throws IOException {
    Path path = write(folder.resolve("a.h5"), 1000, deflate);
    try (FeatureReader reader = FeatureReader.open(path)) {
      assertThat(reader.rows()).isEqualTo(1000);
      assertThat(reader.dimension()).isEqualTo(DIMENSION);
      assertThat(reader.attributes()).isEqualTo(ATTRIBUTES);
      assertThat(reader.features(0, 1000)).isEqualTo(features(0, 1000));
      assertThat(reader.features(990, 10)).isEqualTo(features(990, 10));
      assertThat(reader.coords(17, 3)).isEqualTo(coords(17, 3));
      assertThat(reader.unreadable()).containsExactlyElementsOf(UNREADABLE);
      assertThat(reader.features(1000, 0)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void halvesOfTheBytesHoldTheNearestNumbers(int deflate) throws IOException {
    float[] values = {
      0, -0f, 1, 1 / 3f, -2049, 65504, 65519.996f, 6e-8f, 2.9e-8f, -6.1e-5f, 1e-7f, 0.1f
    };
    Path path = folder.resolve("half.h5");
    try (FeatureWriter writer = FeatureWriter.create(path, 3, HALVED, deflate)) {
      writer.append(values, new long[8], 4);
      assertThatThrownBy(() -> writer.append(new float[] {1, 65520, 2}, new long[2], 1))
          .isInstanceOf(NonFiniteFeatureException.class)
          .hasMessage("feature 1 of row 4 is 65520.0, which float16 does not hold");
      writer.finish();
    }
    float[] expected = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      expected[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
    try (FeatureReader reader = FeatureReader.open(path)) {
      assertThat(reader.attributes()).isEqualTo(HALVED);
      assertThat(reader.rows()).isEqualTo(4);
      assertThat(reader.features(0, 4)).isEqualTo(expected);
    }
    assertThat(Files.size(write(folder.resolve("half-a.h5"), HALVED, 3000, 0)))
        .isLessThan(Files.size(write(folder.resolve("whole-a.h5"), 3000)) * 2 / 3);
    assertThat(write(folder.resolve("half-b.h5"), HALVED, 3000, 0))
        .hasSameBinaryContentAs(folder.resolve("half-a.h5"));
  }

  @Test
  void layoutsForOtherProgramsHoldFloat32WhateverTheFileHolds() throws IOException {
    Path half = write(folder.resolve("half.h5"), HALVED, 100, 0);
    Path clam = folder.resolve("clam.h5");
    OtherLayouts.write(half, FeatureLayout.CLAM, 0.25, 0.25, "uni", clam);
    try (FeatureReader reader = FeatureReader.open(half);
        FeatureReader other = FeatureReader.open(clam)) {
      assertThat(other.attributes().stored()).isEqualTo(StoredAs.FLOAT32);
      assertThat(other.features(0, 100)).isEqualTo(reader.features(0, 100));
    }
  }

  @Test
  void aSlideWithoutTilesHasAnEmptyFile() throws IOException {
    Path path = folder.resolve("empty.h5");
    try (FeatureWriter writer = FeatureWriter.create(path, 3, ATTRIBUTES)) {
      writer.append(new float[0], new long[0], 0);
      writer.finish();
    }
    try (FeatureReader reader = FeatureReader.open(path)) {
      assertThat(reader.rows()).isZero();
      assertThat(reader.dimension()).isEqualTo(3);
      assertThat(reader.features(0, 0)).isEmpty();
      assertThat(reader.unreadable()).isEmpty();
    }
  }

  @Test
  void compressedFilesAreSmallerAndHaveEqualBytesToo() throws IOException {
    Path plain = write(folder.resolve("plain.h5"), 3000);
    Path first = write(folder.resolve("first.h5"), 3000, 4);
    Path second = write(folder.resolve("second.h5"), 3000, 4);

    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(Files.size(first)).isLessThan(Files.size(plain) / 2);
  }

  @Test
  void refusesACompressionThatZlibDoesNotHave() {
    assertThatThrownBy(() -> FeatureWriter.create(folder.resolve("a.h5"), 2, ATTRIBUTES, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 9]");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void h5pyReadsTheSameValues(int deflate) throws Exception {
    Optional<Path> python = python();
    assumeTrue(python.isPresent(), "no Python with h5py: run make setup, or set CONTEXTILE_PYTHON");
    Path path = write(folder.resolve("a.h5"), 1000, deflate);
    Path clam = folder.resolve("clam.h5");
    Path stamp = folder.resolve("stamp.h5");
    OtherLayouts.write(path, FeatureLayout.CLAM, 0.25, 0.25, "uni", clam);
    OtherLayouts.write(path, FeatureLayout.STAMP, 0.25, 0.25, "uni", stamp);
    Path half = write(folder.resolve("half.h5"), HALVED, 1000, deflate);
    Process process =
        new ProcessBuilder(
                python.get().toString(),
                "src/test/python/check_features.py",
                path.toString(),
                clam.toString(),
                stamp.toString(),
                half.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void equalContentGivesEqualBytes() throws IOException {
    Path first = write(folder.resolve("a.h5"), 300);
    Path second = write(folder.resolve("b.h5"), 300);
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void otherLayoutsHaveEqualBytesToo() throws IOException {
    Path path = write(folder.resolve("a.h5"), 300);
    for (FeatureLayout layout : FeatureLayout.values()) {
      Path first = folder.resolve("first.h5");
      Path second = folder.resolve("second.h5");
      OtherLayouts.write(path, layout, 0.25, 0.25, "uni", first);
      OtherLayouts.write(path, layout, 0.25, 0.25, "uni", second);
      assertThat(second).hasSameBinaryContentAs(first);
      assertThat(Files.mismatch(path, first) == -1).isEqualTo(layout == FeatureLayout.TRIDENT);
    }
  }

  @Test
  void aPatchBetweenTwoLevelsHasNoLevel() throws IOException {
    FeatureAttributes between = ATTRIBUTES.atLevel0();
    Path path = folder.resolve("a.h5");
    FeatureAttributes without =
        new FeatureAttributes(
            "a",
            112,
            200,
            40,
            20,
            0,
            2016,
            1984,
            0.5,
            "override",
            "aa",
            "bb",
            "cc",
            "fp32",
            StoredAs.FLOAT32,
            "openslide/4.0.1",
            "turbojpeg/2.1.5",
            "present",
            new TreeMap<>(),
            0,
            200,
            112,
            OptionalInt.empty());
    try (FeatureWriter writer = FeatureWriter.create(path, 2, without)) {
      writer.append(new float[2], new long[2], 1);
      writer.finish();
    }
    try (FeatureReader reader = FeatureReader.open(path)) {
      assertThat(reader.attributes().patchLevel()).isEmpty();
      assertThat(reader.attributes().atLevel0().patchSizePx()).isEqualTo(200);
      assertThat(reader.attributes().atLevel0().patchLevel()).hasValue(0);
    }
    assertThat(between.patchSizePx()).isEqualTo(224);
    assertThat(between.mpp()).isEqualTo(0.25);
    assertThat(between.targetMagnification()).isEqualTo(40);
  }

  @Test
  void nothingIsLeftWithoutFinish() throws IOException {
    try (FeatureWriter writer = FeatureWriter.create(folder.resolve("a.h5"), 2, ATTRIBUTES)) {
      writer.append(new float[2], new long[2], 1);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void featuresThatAreNotFiniteAreRefusedByRowAndColumn() throws IOException {
    try (FeatureWriter writer = FeatureWriter.create(folder.resolve("a.h5"), 2, ATTRIBUTES)) {
      writer.append(new float[4], new long[4], 2);
      assertThatThrownBy(
              () -> writer.append(new float[] {0, 1, 2, Float.NaN}, new long[] {1, 2, 3, 4}, 2))
          .isInstanceOfSatisfying(
              NonFiniteFeatureException.class,
              e -> {
                assertThat(e.row()).isEqualTo(3);
                assertThat(e.column()).isEqualTo(1);
              });
      assertThat(writer.rows()).isEqualTo(2);
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.h5"), "not HDF5");
    assertThatThrownBy(() -> FeatureReader.open(text))
        .isInstanceOf(FeatureFileException.class)
        .hasMessageContaining("text.h5");
    Path whole = write(folder.resolve("a.h5"), 100);
    Path half = folder.resolve("half.h5");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> FeatureReader.open(half)).isInstanceOf(FeatureFileException.class);
    assertThatThrownBy(() -> FeatureReader.open(folder.resolve("absent.h5")))
        .isInstanceOf(FeatureFileException.class);
  }

  @Test
  void rowsBeyondTheEndAreRefused() throws IOException {
    try (FeatureReader reader = FeatureReader.open(write(folder.resolve("a.h5"), 10))) {
      assertThatThrownBy(() -> reader.features(8, 3)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> reader.coords(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void severalFilesAreWrittenAndReadAtOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<float[]>> tasks =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      (Callable<float[]>)
                          () -> {
                            Path path = write(folder.resolve(i + ".h5"), 200 + i);
                            try (FeatureReader reader = FeatureReader.open(path)) {
                              return reader.features(0, (int) reader.rows());
                            }
                          })
              .toList();
      List<Future<float[]>> results = threads.invokeAll(tasks);
      for (int i = 0; i < 16; i++) {
        assertThat(results.get(i).get()).isEqualTo(features(0, 200 + i));
      }
    }
  }

  private static Path write(Path path, int rows) throws IOException {
    return write(path, rows, 0);
  }

  private static Path write(Path path, int rows, int deflate) throws IOException {
    return write(path, ATTRIBUTES, rows, deflate);
  }

  private static Path write(Path path, FeatureAttributes attributes, int rows, int deflate)
      throws IOException {
    try (FeatureWriter writer = FeatureWriter.create(path, DIMENSION, attributes, deflate)) {
      for (int from = 0; from < rows; from += 64) {
        int count = Math.min(64, rows - from);
        writer.append(features(from, count), coords(from, count), count);
      }
      for (UnreadablePatch patch : UNREADABLE) {
        writer.append(patch);
      }
      writer.finish();
    }
    return path;
  }

  private static float[] features(int from, int count) {
    float[] values = new float[count * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = from + i / DIMENSION + (i % DIMENSION) / 128f;
    }
    return values;
  }

  private static long[] coords(int from, int count) {
    long[] values = new long[2 * count];
    for (int i = 0; i < count; i++) {
      values[2 * i] = (from + i) * 224L;
      values[2 * i + 1] = (from + i) * 7L + (1L << 40);
    }
    return values;
  }

  private static Optional<Path> python() {
    String named = System.getenv("CONTEXTILE_PYTHON");
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home = cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
    Path path =
        named != null
            ? Path.of(named)
            : home.resolve(Path.of("contextile", "python", "bin", "python"));
    return Optional.of(path).filter(Files::isExecutable);
  }
}
