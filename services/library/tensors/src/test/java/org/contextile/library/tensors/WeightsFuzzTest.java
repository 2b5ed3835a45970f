// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes come: all tensors can be read, or the file is refused, soon and in little memory.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WeightsFuzzTest {

  /** Of each file; {@code -Dcontextile.fuzz.mutants} asks for more. */
  private static final int MUTANTS = Integer.getInteger("contextile.fuzz.mutants", 800);

  private static final long MAX_BYTES = 64L << 20;
  private static final Duration MAX_TIME = Duration.ofSeconds(5);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long[] LENGTHS = {
    0,
    1,
    -1,
    2,
    3,
    4,
    8,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x10000,
    0x7fffffff,
    0x80000000L,
    0xffffffffL,
    1L << 32,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  static List<String> names() {
    return Fixtures.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyMutantIsReadOrRefused(String name) {
    byte[] original = Fixtures.bytes(name);
    int read = 0;
    for (int seed = 0; seed < MUTANTS; seed++) {
      RandomGenerator random = random(seed);
      byte[] mutant = mutant(original, random);
      read += survives(mutant, name + " with seed " + seed) ? 1 : 0;
    }
    assertThat(read).as("mutants that are still weights").isBetween(1, MUTANTS - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.pth", "views.pth", "module.pth", "checkpoint.pth", "scripted.pt"})
  void everyMutantInsideAnIntactArchiveIsReadOrRefused(String name) {
    byte[] original = Fixtures.bytes(name);
    for (int seed = 0; seed < MUTANTS; seed++) {
      RandomGenerator random = random(seed);
      ArchiveBytes archive = ArchiveBytes.of(original);
      Map<String, byte[]> entries = archive.entries();
      entries.replaceAll(
          (entry, bytes) ->
              entry.endsWith("/data.pkl") || (bytes.length > 0 && random.nextInt(20) == 0)
                  ? mutant(bytes, random)
                  : bytes);
      survives(archive.bytes(), name + " inside, with seed " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyTruncationIsRefused(String name) {
    byte[] original = Fixtures.bytes(name);
    for (int length = 0; length < original.length; length++) {
      assertThat(survives(Arrays.copyOf(original, length), name + " of " + length + " bytes"))
          .as("%s of %d bytes", name, length)
          .isFalse();
    }
  }

  @Test
  void noiseIsRefused() {
    for (int seed = 0; seed < 2000; seed++) {
      RandomGenerator random = random(seed);
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      if (noise.length > 20) {
        byte[] head = Fixtures.bytes(Fixtures.NAMES.get(seed % Fixtures.NAMES.size()));
        System.arraycopy(head, 0, noise, 0, 20);
      }
      assertThat(survives(noise, "noise " + seed)).isFalse();
    }
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static boolean survives(byte[] file, String which) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    boolean read;
    try {
      Fixtures.read(file);
      read = true;
    } catch (InvalidWeightsException e) {
      assertThat(e.getMessage()).as(which).isNotBlank();
      read = false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("%s: %s".formatted(which, e), e);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(which).isLessThan(MAX_BYTES);
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start))
        .as(which)
        .isLessThan(MAX_TIME);
    return read;
  }

  private static byte[] mutant(byte[] original, RandomGenerator random) {
    byte[] bytes = original.clone();
    int edits = 1 + random.nextInt(3);
    for (int i = 0; i < edits && bytes.length > 0; i++) {
      bytes = edit(bytes, random);
    }
    return bytes;
  }

  private static byte[] edit(byte[] bytes, RandomGenerator random) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> number(bytes, at, LENGTHS[random.nextInt(LENGTHS.length)], 1 << random.nextInt(4));
      case 2 -> number(bytes, at, random.nextInt(bytes.length + 10), 1 << random.nextInt(4));
      case 3 -> {
        byte[] other = Fixtures.bytes(Fixtures.NAMES.get(random.nextInt(Fixtures.NAMES.size())));
        int from = random.nextInt(other.length);
        yield splice(bytes, at, 0, other, from, random.nextInt(other.length - from));
      }
      case 4 -> {
        int from = random.nextInt(bytes.length);
        int length = random.nextInt(Math.min(64, bytes.length - from) + 1);
        yield splice(bytes, at, random.nextInt(length + 1), bytes, from, length);
      }
      case 5 -> digit(bytes, random);
      default -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
    };
  }

  private static byte[] number(byte[] bytes, int at, long value, int width) {
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (8 * i));
    }
    return bytes;
  }

  // Another digit where there is one, above all in headers of JSON.
  private static byte[] digit(byte[] bytes, RandomGenerator random) {
    for (int tries = 0; tries < 50; tries++) {
      int at = random.nextInt(bytes.length);
      if (bytes[at] >= '0' && bytes[at] <= '9') {
        bytes[at] = (byte) ('0' + random.nextInt(10));
        return bytes;
      }
    }
    return bytes;
  }

  private static byte[] splice(
      byte[] bytes, int at, int removed, byte[] from, int start, int length) {
    int rest = Math.min(bytes.length, at + removed);
    byte[] out = new byte[at + length + bytes.length - rest];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(from, start, out, at, length);
    System.arraycopy(bytes, rest, out, at + length, bytes.length - rest);
    return out;
  }
}
