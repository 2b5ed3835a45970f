// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.contextile.library.tensors.Safetensors;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.tensors.StoredTensor;

/**
 * A small network of timm and what PyTorch computes with it, written by {@code
 * src/test/python/architecture_fixture.py} and others beside it.
 *
 * @param weights as timm saves them
 * @param reference float32 values by name
 */
record Miniature(Path weights, BackboneConfig config, Map<String, Reference> reference) {

  /** A tensor, row-major. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  record Reference(long[] shape, float[] values) {

    /** Within 1e-4 of the root mean square. */
    void assertClose(float[] actual) {
      double squares = 0;
      for (float value : values) {
        squares += value * value;
      }
      double scale = Math.sqrt(squares / values.length);
      assertThat(actual).containsExactly(values, Offset.offset((float) (1e-4 * scale)));
    }

    /** The least over all images, of which each has a row. */
    double leastCosine(float[] actual) {
      int dimensions = Math.toIntExact(shape[1]);
      return IntStream.range(0, values.length / dimensions)
          .mapToDouble(row -> cosine(actual, row * dimensions, (row + 1) * dimensions))
          .min()
          .orElseThrow();
    }

    /** Of the tensor as one vector. */
    double cosine(float[] actual) {
      return cosine(actual, 0, values.length);
    }

    private double cosine(float[] actual, int from, int to) {
      assertThat(actual).hasSameSizeAs(values);
      double product = 0;
      double first = 0;
      double second = 0;
      for (int i = from; i < to; i++) {
        product += actual[i] * values[i];
        first += actual[i] * actual[i];
        second += values[i] * values[i];
      }
      return product / Math.sqrt(first * second);
    }
  }

  static Miniature read(String name) throws IOException {
    Path weights = resource(name + ".safetensors");
    Map<String, Reference> reference = new LinkedHashMap<>();
    try (StateDict stored = StateDict.open(weights);
        StateDict values = StateDict.open(resource(name + ".reference.safetensors"))) {
      for (StoredTensor tensor : values.tensors()) {
        reference.put(tensor.name(), new Reference(tensor.shape(), tensor.floats()));
      }
      String config = Objects.requireNonNull(stored.metadata().get("config"));
      return new Miniature(weights, BackboneConfig.parse(config), reference);
    }
  }

  /** Its program, assembled in a directory. */
  Path assemble(Path directory) throws IOException {
    return assemble(directory, config);
  }

  /** The program of a configuration with these weights, assembled in a directory. */
  Path assemble(Path directory, BackboneConfig other) throws IOException {
    Path program = directory.resolve("model.pt");
    BackboneFiles.assemble(program, other, weights);
    return program;
  }

  /**
   * The weights with some tensors changed.
   *
   * @param file where they go, without metadata
   * @param change of the tensors by name
   */
  Path changed(Path file, Consumer<Map<String, Safetensors.Entry>> change) throws IOException {
    Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    try (StateDict stored = StateDict.open(weights)) {
      stored
          .tensors()
          .forEach(t -> tensors.put(t.name(), new Safetensors.Entry(t.shape(), t::floats)));
      change.accept(tensors);
      Safetensors.write(file, tensors, Map.of());
    }
    return file;
  }

  /** A tensor of zeros. */
  static Safetensors.Entry zeros(int elements) {
    return new Safetensors.Entry(new long[] {elements}, () -> new float[elements]);
  }

  Reference get(String name) {
    return Objects.requireNonNull(reference.get(name), name);
  }

  /** uint8 N×H×W×3. */
  ByteBuffer pixels(String name) {
    float[] values = get(name).values();
    ByteBuffer pixels = ByteBuffer.allocateDirect(values.length);
    for (float value : values) {
      pixels.put((byte) value);
    }
    return pixels.flip();
  }

  int count(String name) {
    return Math.toIntExact(get(name).shape()[0]);
  }

  private static Path resource(String name) {
    URL url = Objects.requireNonNull(Miniature.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
