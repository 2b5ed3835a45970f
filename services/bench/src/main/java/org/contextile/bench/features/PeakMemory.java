// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.wsi.tile.TileGrid;

/**
 * The most memory that a process has held at once when it has found the tissue of a slide and
 * extracted all its patches by a small network: of a slide as large as real ones, and of one with a
 * tenth of its pixels.
 */
public final class PeakMemory {
  private static final int WIDTH_PX = 100_000;
  private static final int HEIGHT_PX = 80_000;
  private static final double SCALE = Math.sqrt(0.1);
  private static final double MPP = 0.5;
  private static final String PEAK = "VmHWM:";

  private PeakMemory() {}

  /**
   * The process that is measured; it prints its peak in KiB last.
   *
   * @param arguments the slide, its µm/px, a folder for its files
   */
  public static void main(String[] arguments) throws Exception {
    BenchSlide slide = new BenchSlide(Path.of(arguments[0]), Double.parseDouble(arguments[1]));
    Path folder = Path.of(arguments[2]);
    TileGrid grid = slide.grid(ExtractionRounds.SIZE_PX, MPP);
    var config = BackboneConfig.of("resnet-small", ExtractionRounds.SIZE_PX);
    Path program = folder.resolve("peak.pt");
    BackboneFiles.assemble(program, config, 1);
    try (Backbone network = ExtractionRounds.open(program, Optional.of(config), folder)) {
      Extraction run = Extraction.run(slide, grid, grid.tiles(), List.of(network));
      System.out.printf("  %d patches, %.1f/s%n", grid.tiles().size(), run.perSecond());
    }
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(PEAK)) {
        System.out.println(line.replaceAll("[^0-9]", ""));
      }
    }
  }

  static void measure(FeaturesSettings settings, Path folder, Map<String, Object> figures)
      throws Exception {
    figures.put("peak_rss_mib", of(settings, WIDTH_PX, HEIGHT_PX, folder));
    figures.put(
        "peak_rss_small_mib",
        of(settings, (int) (SCALE * WIDTH_PX), (int) (SCALE * HEIGHT_PX), folder));
  }

  private static double of(FeaturesSettings settings, int widthPx, int heightPx, Path folder)
      throws Exception {
    BenchSlide slide = BenchSlide.write(settings, widthPx, heightPx, folder);
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(PeakMemory.class.getName());
      command.add(slide.file().toString());
      command.add(Double.toString(slide.mpp()));
      command.add(folder.toString());
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String last = "";
      try (BufferedReader out = process.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          System.out.println(line);
          last = line;
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException("the extraction of " + slide.file() + " failed");
      }
      return Long.parseLong(last.strip()) / 1024.0;
    } finally {
      Files.delete(slide.file());
    }
  }
}
