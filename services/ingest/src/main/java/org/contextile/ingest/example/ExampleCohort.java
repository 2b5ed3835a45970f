// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.springframework.stereotype.Component;

/** Synthetic slides, the same ones always: one per patient, normal and tumour in turns. */
@Component
final class ExampleCohort {
  private static final int SLIDES = 12;
  private static final int SIDE_PX = 1536;
  private static final double MPP = 0.5;
  private static final long SEED = 2026;

  private final List<String> names =
      IntStream.range(0, SLIDES)
          .mapToObj(index -> String.format(Locale.ROOT, "example-%02d.tiff", index))
          .toList();

  /** The table of slide, patient and label. */
  String labels() {
    return IntStream.range(0, SLIDES)
        .mapToObj(
            index ->
                String.format(
                    Locale.ROOT, "%s,E%02d,%s\n", names.get(index), index, shows(index).label()))
        .collect(Collectors.joining("", "slide,patient,label\n", ""));
  }

  boolean has(String name) {
    return names.contains(name);
  }

  /** Renders a slide; one at a time, since each takes all that a core has. */
  synchronized byte[] slide(String name) throws IOException {
    int index = names.indexOf(name);
    Path file = Files.createTempFile("example", ".tiff");
    try {
      double _ =
          SyntheticSlides.write(
              new SyntheticSlideSpec(SEED + index, SIDE_PX, MPP, shows(index)), file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static SectionClass shows(int index) {
    return index % 2 == 0 ? SectionClass.NORMAL : SectionClass.TUMOUR;
  }
}
