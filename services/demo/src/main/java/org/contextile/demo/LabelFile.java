// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the user's labels: a CSV whose header names the columns slide, patient and label. */
final class LabelFile {

  private LabelFile() {}

  /**
   * @throws IllegalArgumentException if a column or a slide's file is missing
   */
  static List<DemoSlide> read(Path labels, Path slides) throws IOException {
    List<String> lines =
        Files.readAllLines(labels).stream().filter(line -> !line.isBlank()).toList();
    List<String> header = cells(lines.getFirst());
    int slide = column(header, "slide", labels);
    int patient = column(header, "patient", labels);
    int label = column(header, "label", labels);
    List<DemoSlide> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      Path file = slides.resolve(cells.get(slide));
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(labels + " names " + file + ", which does not exist");
      }
      rows.add(new DemoSlide(file, cells.get(patient), cells.get(label)));
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return List.of(line.split(",", -1)).stream().map(String::strip).toList();
  }

  private static int column(List<String> header, String name, Path labels) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException(labels + " has no column " + name);
    }
    return column;
  }
}
