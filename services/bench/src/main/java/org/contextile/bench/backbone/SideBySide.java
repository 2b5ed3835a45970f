// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.backbone;

import ai.djl.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.contextile.bench.PythonProcess;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.backbones.architecture.InferenceBackbones;
import org.contextile.library.torch.Torch;
import tools.jackson.databind.JsonNode;

/**
 * One network here and in another process, which take turns so that a machine that slows down slows
 * both.
 *
 * @param timm serves the throughput script
 * @param files of the network in timm's layout
 */
record SideBySide(PythonProcess timm, Path files, int sizePx, Device device, Precision precision) {

  private static final double ROUND_SECONDS = 2;
  private static final int CPU_BATCH = 16;
  private static final int GPU_BATCH = 256;

  Map<String, Object> run(String name, int rounds) throws IOException {
    int batch = device.isGpu() ? GPU_BATCH : CPU_BATCH;
    String type = precision.name().toLowerCase(Locale.ROOT);
    BackboneConfig config = BackboneConfig.parse(Files.readString(files.resolve("config.json")));
    Path archive = files.resolve("program.pt");
    BackboneFiles.assemble(archive, config, files.resolve("weights.safetensors"));
    JsonNode loaded =
        timm.run(
            List.of(
                "load",
                files.toString(),
                Integer.toString(batch),
                Integer.toString(sizePx),
                Integer.toString(Torch.threads()),
                device.isGpu() ? "cuda" : "cpu",
                type));
    InputSpec input = new InputSpec(config.input().mean(), config.input().std(), sizePx);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (Backbone backbone =
        InferenceBackbones.open(archive, Optional.of(config), input, device, precision, files)) {
      ByteBuffer pixels = ByteBuffer.allocateDirect(batch * sizePx * sizePx * 3);
      byte[] bytes = new byte[pixels.capacity()];
      new Random(1).nextBytes(bytes);
      pixels.put(bytes).flip();
      seconds(backbone, pixels, batch, 2);
      int batches = (int) Math.ceil(ROUND_SECONDS / seconds(backbone, pixels, batch, 1));
      for (int round = 0; round < rounds; round++) {
        boolean first = round % 2 == 0;
        double timms = first ? 0 : timmSeconds(batches);
        double own = seconds(backbone, pixels, batch, batches);
        timms = first ? timmSeconds(batches) : timms;
        ours.add(batches * batch / own);
        theirs.add(batches * batch / timms);
        ratios.add(timms / own);
      }
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("bench", "backbone");
    line.put("network", name);
    line.put("device", device.toString());
    line.put("precision", type);
    line.put("threads", Torch.threads());
    line.put("batch", batch);
    line.put("images_per_s", median(ours));
    line.put("pytorch_images_per_s", median(theirs));
    line.put("pytorch_format", loaded.path("format").asString());
    line.put("pytorch", loaded.path("torch").asString());
    line.put("ratio", median(ratios));
    line.put("least_ratio", ratios.stream().min(Double::compare).orElseThrow());
    return line;
  }

  private double timmSeconds(int batches) throws IOException {
    return timm.run(List.of("run", Integer.toString(batches))).path("seconds").asDouble();
  }

  private static double seconds(Backbone backbone, ByteBuffer pixels, int batch, int batches) {
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      float[] features = backbone.features(pixels, batch);
      if (!Float.isFinite(features[0])) {
        throw new IllegalStateException("features are not finite");
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
