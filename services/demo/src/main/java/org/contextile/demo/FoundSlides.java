// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.fields.FlatPictures;

/**
 * The user's slides where nothing is said of what they show: all of a folder, or one file.
 *
 * @param slides by their names
 * @param notes what was left out
 */
record FoundSlides(List<DemoSlide> slides, List<String> notes) {

  FoundSlides {
    slides = List.copyOf(slides);
    notes = List.copyOf(notes);
  }

  /**
   * Finds slides, flat pictures, and zips of either.
   *
   * @throws DemoFailure if there is none, or the folder cannot be read
   */
  static FoundSlides in(Path place) {
    try {
      List<Path> slides = new ArrayList<>();
      List<Path> others = new ArrayList<>();
      for (Path file : files(place)) {
        (isSlide(file) ? slides : others).add(file);
      }
      if (slides.isEmpty()) {
        throw new DemoFailure(
            "SLIDES=%s: no slide, picture or zip of either is there; folders in it are not looked at."
                .formatted(place));
      }
      List<String> notes = new ArrayList<>();
      if (!others.isEmpty()) {
        notes.add(
            "%d of %d files are no slides, such as %s, and are left out"
                .formatted(
                    others.size(), others.size() + slides.size(), others.getFirst().getFileName()));
      }
      notes.add(
          "No LABELS= are given: no classifier is trained, and nothing is said of how good features are");
      return new FoundSlides(
          slides.stream().map(file -> new DemoSlide(file, "", "", null)).toList(), notes);
    } catch (IOException e) {
      throw new DemoFailure("SLIDES=%s cannot be read: %s".formatted(place, e));
    }
  }

  private static List<Path> files(Path place) throws IOException {
    if (Files.isRegularFile(place)) {
      return List.of(place);
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static boolean isSlide(Path file) throws IOException {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".zip")
        || SlideFormats.recognises(file)
        || FlatPictures.is(file);
  }
}
