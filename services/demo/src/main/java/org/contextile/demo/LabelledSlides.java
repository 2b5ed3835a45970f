// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The user's slides with their labels, checked before anything is started.
 *
 * @param slides in the table's order
 * @param notes what was taken for what
 * @param leastPatients how many patients the rarest class has
 */
record LabelledSlides(List<DemoSlide> slides, List<String> notes, int leastPatients) {

  /**
   * Reads a table of labels, and finds the file of each row.
   *
   * @throws DemoFailure if it cannot be read, names what is not there, or nothing can be learned
   */
  static LabelledSlides read(Path labels, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DemoFailure("SLIDES=" + folder + " is no folder; it is to hold the slides");
    }
    if (!Files.isRegularFile(labels) || !Files.isReadable(labels)) {
      throw new DemoFailure("LABELS=" + labels + " is no readable file; it is to be a CSV");
    }
    LabelFile file = LabelFile.read(labels, folder);
    checkOnce(labels, file.slides());
    checkFolds(labels, file.slides());
    return new LabelledSlides(
        FoldPlan.numbered(file.slides()), file.notes(), leastPatients(labels, file.slides()));
  }

  boolean hasFolds() {
    return slides.getFirst().fold() != null;
  }

  private static void checkOnce(Path labels, List<DemoSlide> slides) {
    Set<Path> seen = new HashSet<>();
    for (DemoSlide slide : slides) {
      if (!seen.add(slide.file())) {
        throw new DemoFailure(
            "%s names %s in two rows; take one out".formatted(labels, slide.file()));
      }
    }
  }

  private static void checkFolds(Path labels, List<DemoSlide> slides) {
    long without = slides.stream().filter(it -> it.fold() == null).count();
    if (without > 0 && without < slides.size()) {
      throw new DemoFailure(
          "%s: %d of %d rows have no fold; give all of them one, or leave the column out"
              .formatted(labels, without, slides.size()));
    }
  }

  private static int leastPatients(Path labels, List<DemoSlide> slides) {
    Map<String, Set<String>> patients = new TreeMap<>();
    slides.forEach(
        it -> patients.computeIfAbsent(it.label(), _ -> new HashSet<>()).add(it.patient()));
    if (patients.size() < 2) {
      throw new DemoFailure(
          "%s: all rows have the label %s; a classifier is trained on two at least"
              .formatted(labels, slides.getFirst().label()));
    }
    Map.Entry<String, Set<String>> rarest =
        Collections.min(
            patients.entrySet(), Comparator.comparingInt(entry -> entry.getValue().size()));
    if (rarest.getValue().size() < 2) {
      throw new DemoFailure(
          "%s: the label %s has slides of one patient alone; cross-validation needs two at least"
              .formatted(labels, rarest.getKey()));
    }
    return rarest.getValue().size();
  }
}
