// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;

/**
 * {@code make bench}: reading, extracting and fine-tuning on a synthetic slide or on given ones.
 */
public final class Bench {

  private Bench() {}

  /**
   * @param args slides to read; a synthetic one of 4096 × 4096 without any
   */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("contextile-bench-");
    try {
      Path slide = directory.resolve("synthetic.tiff");
      SyntheticSlides.write(new SyntheticSlideSpec(1, 4096, 0.5, SectionClass.TUMOUR), slide);
      for (Path file : args.length == 0 ? new Path[] {slide} : paths(args)) {
        JsonLine.print(TileReadingBench.run(file));
      }
      JsonLine.print(ExtractionBench.run(directory, slide));
      JsonLine.print(FineTuningBench.run(directory, slide));
    } finally {
      deleteRecursively(directory);
    }
  }

  private static Path[] paths(String[] args) {
    return Stream.of(args).map(Path::of).toArray(Path[]::new);
  }

  private static void deleteRecursively(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
