// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.backbone;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.contextile.bench.JsonLine;
import org.contextile.bench.PythonProcess;
import org.contextile.library.backbones.Precision;
import org.contextile.library.torch.Torch;

/**
 * {@code make bench-backbones}: images per second of our programs beside the same networks of timm
 * under eager PyTorch, with the same weights, batch, threads and device, in turns. Both begin with
 * bytes and end with float32 features in main memory; PyTorch has the memory format that suits it
 * best. A processor computes in float32, a graphics card in bfloat16, if nothing else is asked for.
 */
public final class BackbonesBench {

  private static final int SIZE_PX = 224;

  /** Networks and the key of their ratio. */
  private static final Map<String, String> NETWORKS = networks();

  private BackbonesBench() {}

  /**
   * @param args the Python interpreter, the fixture script, the throughput script, how many rounds,
   *     and perhaps {@code fp32} or {@code bf16}
   */
  public static void main(String[] args) throws IOException {
    Device device = Torch.bestDevice();
    boolean fast = args.length > 4 ? args[4].equals("bf16") : device.isGpu();
    Precision precision = fast ? Precision.BF16 : Precision.FP32;
    int rounds = Integer.parseInt(args[3]);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "backbones");
    Path directory = Files.createTempDirectory("contextile-backbones-");
    try (PythonProcess fixtures = PythonProcess.start(Path.of(args[0]), Path.of(args[1]));
        PythonProcess timm = PythonProcess.start(Path.of(args[0]), Path.of(args[2]))) {
      for (Map.Entry<String, String> network : NETWORKS.entrySet()) {
        Path files = directory.resolve(network.getKey());
        fixtures.run(List.of("make", network.getKey(), files.toString()));
        SideBySide comparison = new SideBySide(timm, files, SIZE_PX, device, precision);
        Map<String, Object> line = comparison.run(network.getKey(), rounds);
        JsonLine.print(line);
        figures.put(network.getValue() + "_ratio", line.getOrDefault("ratio", Double.NaN));
      }
    } finally {
      deleteRecursively(directory);
    }
    JsonLine.print(figures);
  }

  private static Map<String, String> networks() {
    Map<String, String> networks = new LinkedHashMap<>();
    networks.put("resnet18", "resnet18");
    networks.put("resnet50", "resnet50");
    networks.put("vit_small_patch16_224", "vit_small");
    networks.put("tf_efficientnet_lite0", "lite0");
    networks.put("efficientnet_b0", "b0");
    networks.put("convnext_tiny", "convnext_tiny");
    return networks;
  }

  private static void deleteRecursively(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
