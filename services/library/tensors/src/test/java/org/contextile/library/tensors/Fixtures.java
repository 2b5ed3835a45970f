// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.contextile.library.torch.fixture.TensorFixture;

/** The files that {@code weights_fixture.py} made with PyTorch and safetensors. */
final class Fixtures {

  static final List<String> NAMES =
      List.of(
          "types.safetensors",
          "floats.safetensors",
          "bare.safetensors",
          "types.pth",
          "types-protocol4.pth",
          "types-protocol5.pth",
          "types-legacy.pth",
          "types-without-checksums.pth",
          "unsigned.pth",
          "views.pth",
          "views-legacy.pth",
          "module.pth",
          "parameters.pth",
          "checkpoint.pth",
          "checkpoint-legacy.pth",
          "nested.pth",
          "scripted.pt",
          "traced.pt");

  private static final String EXPECTED = "expected.tensors";
  private static final Map<String, byte[]> BYTES = new ConcurrentHashMap<>();
  private static final TensorFixture VALUES = TensorFixture.read(Fixtures.class, EXPECTED);

  private Fixtures() {}

  static byte[] bytes(String name) {
    return BYTES.computeIfAbsent(name, Fixtures::load).clone();
  }

  private static byte[] load(String name) {
    try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names that the file must hold. */
  static Set<String> names(String file) {
    String prefix = file + "/";
    return new String(bytes(EXPECTED), StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length(), line.indexOf(' ')))
        .collect(Collectors.toSet());
  }

  static float[] values(String file, String tensor) {
    return VALUES.get(file + "/" + tensor).values();
  }

  static long[] shape(String file, String tensor) {
    return VALUES.get(file + "/" + tensor).shape();
  }

  /** Reads a whole file from memory: all its tensors, as {@link StateDict} does. */
  static WeightsFile read(byte[] file) {
    MemorySegment bytes = MemorySegment.ofArray(file);
    WeightsFile read = FileKind.of(bytes).read(bytes);
    read.tensors().forEach(StoredTensor::floats);
    return read;
  }
}
