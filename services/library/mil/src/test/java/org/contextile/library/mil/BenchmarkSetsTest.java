// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.contextile.library.evaluation.fold.Folds;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.fold.Partition;
import org.contextile.library.evaluation.fold.Partitions;
import org.contextile.library.mil.SyntheticBags.ArrayBag;
import org.contextile.library.mil.head.AbmilSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classic multiple-instance sets, cross-validated; each bag is its own patient. */
class BenchmarkSetsTest {
  private static final MilSettings SETTINGS =
      new MilSettings(1, 40, 8, 1e-3, 1e-3, new AbmilSettings(64, 32, 0.25), 8192, 1L << 30);

  @ParameterizedTest
  @CsvSource({"musk1, 0.80", "tiger, 0.75"})
  void aurocIsAsPublishedWithinReason(String name, double floor) throws IOException {
    Path file = Path.of(System.getProperty("contextile.testdata", ""), "mil", name + ".csv.gz");
    assumeTrue(Files.exists(file), "no test data: " + file);
    List<LabelledSlide> slides = new ArrayList<>();
    List<ArrayBag> bags = read(file, slides);
    CrossValidationResult result =
        CrossValidation.run(
            slides,
            bags,
            partitions(slides),
            SETTINGS,
            Device.cpu(),
            List.of(),
            new MilListener() {});
    System.out.printf(
        "%s: pooled AUROC %.3f, accuracy %.3f, epochs %s%n",
        name,
        result.pooledAuroc(),
        result.confusion().accuracy(),
        result.folds().stream().map(TrainedFold::bestEpoch).toList());
    assertThat(result.pooledAuroc()).isGreaterThan(floor);
  }

  private static List<Partition> partitions(List<LabelledSlide> slides) {
    Folds folds = Folds.stratified(slides, 5, 1);
    List<Integer> all = IntStream.range(0, slides.size()).boxed().toList();
    return Partitions.of(folds, 0.2, 1, all);
  }

  private static List<ArrayBag> read(Path file, List<LabelledSlide> slides) throws IOException {
    Map<String, List<float[]>> instances = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        float[] row = new float[cells.length - 2];
        for (int i = 0; i < row.length; i++) {
          row[i] = Float.parseFloat(cells[i + 2]);
        }
        List<float[]> rows = instances.computeIfAbsent(cells[0], _ -> new ArrayList<>());
        if (rows.isEmpty()) {
          slides.add(new LabelledSlide(cells[0], cells[0], (int) Double.parseDouble(cells[1])));
        }
        rows.add(row);
      }
    }
    return instances.values().stream().map(BenchmarkSetsTest::bag).toList();
  }

  private static ArrayBag bag(List<float[]> rows) {
    int dimension = rows.getFirst().length;
    float[] features = new float[rows.size() * dimension];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, features, i * dimension, dimension);
    }
    return new ArrayBag(rows.size(), features);
  }
}
