// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.parity;

import ai.djl.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.tensors.StoredTensor;

/**
 * Part of {@code make parity}: TorchScript as PyTorch writes it, scripted, traced and frozen, of a
 * network of each family, is taken as it is and gives PyTorch's features.
 */
final class Archives {

  private static final String REFERENCE = ".reference.safetensors";
  private static final double MOST = 1e-4;

  private Archives() {}

  /**
   * @param python an interpreter with PyTorch and timm
   * @param script {@code archives_fixture.py}
   * @return the archives that do not hold
   */
  static List<String> run(Path python, Path script, Path folder)
      throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(python.toString(), script.toString(), folder.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(script + " ended with " + status);
    }
    return check(folder);
  }

  static List<String> check(Path folder) throws IOException {
    List<String> failed = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".pt")).sorted().toList()) {
        String name = file.getFileName().toString();
        Path reference = folder.resolve(name.substring(0, name.lastIndexOf('-')) + REFERENCE);
        try {
          double difference = difference(file, reference);
          System.out.printf("%-48s %.1e%n", name, difference);
          if (difference > MOST || !BackboneFiles.isProgram(file)) {
            failed.add(name);
          }
        } catch (IncompatibleModelException e) {
          System.out.printf("FAILED %s: %s%n", name, e.getMessage());
          failed.add(name);
        }
      }
    }
    return failed;
  }

  private static double difference(Path file, Path reference) throws IOException {
    try (StateDict stored = StateDict.open(reference)) {
      StoredTensor pixels = stored.find("pixels").orElseThrow();
      float[] values = pixels.floats();
      ByteBuffer bytes = ByteBuffer.allocateDirect(values.length);
      for (float value : values) {
        bytes.put((byte) Math.round(value));
      }
      InputSpec input = InputSpec.imageNet((int) pixels.shape()[1]);
      try (Backbone backbone = Backbone.load(file, input, Device.cpu())) {
        return Agreement.relativeDifference(
            backbone.features(bytes.flip(), (int) pixels.shape()[0]),
            stored.find("features").orElseThrow().floats());
      }
    }
  }
}
