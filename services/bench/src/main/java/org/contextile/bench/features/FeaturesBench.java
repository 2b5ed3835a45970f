// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.bench.JsonLine;
import org.contextile.bench.PythonProcess;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Slide;
import org.springframework.util.FileSystemUtils;

/**
 * {@code make bench-features}: from a slide to its features, part by part, beside what others take
 * for the same and what the decoder or the network takes alone.
 */
public final class FeaturesBench {

  /** In the order in which they are printed; null where one was not measured. */
  private static final String[] NAMES = {
    "read_tiles_per_s",
    "openslide_tiles_per_s",
    "fastslide_tiles_per_s",
    "floor_tiles_per_s",
    "read_over_naive",
    "over_fastslide",
    "read_over_floor",
    "mpp_resampled_over_naive",
    "mpp_half_over_naive",
    "shrunk_least_cosine",
    "forward_only_patches_per_s",
    "fraction_of_forward",
    "student_fraction_of_forward",
    "python_patches_per_s",
    "over_python",
    "three_extractors_over_three_passes",
    "tissue_speedup",
    "peak_rss_mib",
    "peak_rss_small_mib",
    "first_feature_s"
  };

  private FeaturesBench() {}

  /**
   * @param arguments a Python with what the contenders need, their script, and the folder of shared
   *     data, which may be missing; the rest by {@link FeaturesSettings} from the environment
   */
  public static void main(String[] arguments) throws Exception {
    FeaturesSettings settings = FeaturesSettings.of(arguments, System.getenv());
    Path folder = Files.createTempDirectory("contextile-features-");
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "features");
    for (String name : NAMES) {
      figures.put(name, null);
    }
    try (PythonProcess python = PythonProcess.start(settings.python(), settings.script())) {
      BenchSlide slide =
          BenchSlide.write(settings, settings.widthPx(), settings.heightPx(), folder);
      sayPath(slide);
      if (settings.measures("reading")) {
        var reading = new ReadingRounds(settings, python, folder);
        reading.exact(slide, figures);
        reading.resampled(slide, figures);
      }
      if (settings.measures("tissue")) {
        new TissueRounds(settings.rounds()).run(slide, figures);
      }
      if (settings.measures("extraction")) {
        var extraction = new ExtractionRounds(settings, python, folder);
        extraction.student(slide, figures);
        extraction.resnet50(slide, figures);
        extraction.onePass(slide, figures);
      }
      Files.delete(slide.file());
      if (settings.measuresMemory()) {
        PeakMemory.measure(settings, folder, figures);
      } else if (settings.measures("memory")) {
        System.out.println("Memory on a large slide is measured with BENCH_LARGE=1, for minutes");
      }
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
    JsonLine.print(figures);
  }

  private static void sayPath(BenchSlide file) throws Exception {
    try (Slide slide = file.open()) {
      Level level = slide.levels().getFirst();
      System.out.println("Level 0: " + slide.reader().path(level));
    }
  }
}
