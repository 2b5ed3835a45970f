// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.contextile.bench.JsonLine;
import org.contextile.bench.PythonProcess;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.tensors.InvalidWeightsException;

/**
 * {@code make parity}: timm's networks with random weights are imported, compared with timm's own
 * features and gradients, exported, and loaded by timm again. A line a network, and one of JSON at
 * the end; the exit status is 1 when a bound does not hold.
 */
public final class Parity {

  private static final String ARCHIVES = "archives";

  private Parity() {}

  /**
   * @param args the Python interpreter, the fixture script, and perhaps a regular expression that a
   *     case's label must hold; {@code archives} takes archives of PyTorch's own alone
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Pattern chosen = Pattern.compile(args.length > 2 ? args[2] : "");
    List<ParityCase> cases =
        ParityCases.all().stream().filter(it -> chosen.matcher(it.label()).find()).toList();
    List<String> failed = new ArrayList<>();
    double features = 0;
    double cosine = 1;
    double gradients = 0;
    try (PythonProcess timm = PythonProcess.start(Path.of(args[0]), Path.of(args[1]))) {
      for (ParityCase network : cases) {
        Path directory = Files.createTempDirectory("contextile-parity-");
        try {
          Agreement agreement = new Comparison(network, timm, directory).run();
          System.out.println(agreement.line(network.label()));
          features =
              Math.max(features, Math.max(agreement.features(), agreement.otherSize().orElse(0)));
          cosine = Math.min(cosine, agreement.bf16Cosine());
          gradients = Math.max(gradients, agreement.gradients().orElse(0));
          if (!agreement.holds()) {
            failed.add(network.label());
          }
        } catch (IOException | IncompatibleModelException | InvalidWeightsException e) {
          System.out.printf("FAILED %s: %s%n", network.label(), e.getMessage());
          failed.add(network.label());
        } finally {
          deleteRecursively(directory);
        }
      }
    }
    if (chosen.matcher(ARCHIVES).find()) {
      Path directory = Files.createTempDirectory("contextile-parity-");
      try {
        failed.addAll(
            Archives.run(
                Path.of(args[0]),
                Path.of(args[1]).resolveSibling("archives_fixture.py"),
                directory));
      } finally {
        deleteRecursively(directory);
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "parity");
    figures.put("networks", cases.size());
    figures.put("failed", failed.size());
    figures.put("features_difference", "%.1e".formatted(features));
    figures.put("bf16_cosine", "%.6f".formatted(cosine));
    figures.put("gradients_difference", "%.1e".formatted(gradients));
    JsonLine.print(figures);
    if (!failed.isEmpty() || (cases.isEmpty() && !chosen.matcher(ARCHIVES).find())) {
      System.exit(1);
    }
  }

  private static void deleteRecursively(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
