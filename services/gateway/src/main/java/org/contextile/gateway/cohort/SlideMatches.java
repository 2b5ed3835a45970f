// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.contextile.db.slide.NamedSlide;
import org.contextile.library.table.Cells;

/**
 * Slides found by names that are like theirs.
 *
 * @param slides by what was asked for; several where it is not clear which is meant
 * @param notes what was taken for what
 */
record SlideMatches(Map<String, List<UUID>> slides, List<String> notes) {
  static final SlideMatches NONE = new SlideMatches(Map.of(), List.of());

  SlideMatches {
    slides = Map.copyOf(slides);
    notes = List.copyOf(notes);
  }

  /**
   * Of the slides that are like what was asked for, those that are most like it.
   *
   * @param like by what was asked for
   */
  static SlideMatches of(Collection<String> asked, Map<String, List<NamedSlide>> like) {
    Map<String, List<UUID>> slides = new HashMap<>();
    List<String> cases = new ArrayList<>();
    List<String> stems = new ArrayList<>();
    for (String name : asked) {
      List<NamedSlide> candidates = like.getOrDefault(name, List.of());
      String composed = Cells.composed(name);
      String folded = folded(composed);
      List<NamedSlide> found =
          those(candidates, slide -> Cells.composed(slide.name()).equals(composed));
      if (found.isEmpty()) {
        found = those(candidates, slide -> folded(Cells.composed(slide.name())).equals(folded));
        if (found.isEmpty()) {
          found = candidates;
          note(stems, name, found);
        } else {
          note(cases, name, found);
        }
      }
      slides.put(name, found.stream().map(NamedSlide::id).toList());
    }
    List<String> notes = new ArrayList<>();
    add(notes, stems, "without folder or extension");
    add(notes, cases, "in another case");
    return new SlideMatches(slides, notes);
  }

  List<UUID> of(String asked) {
    return slides.getOrDefault(asked, List.of());
  }

  private static void note(List<String> noted, String name, List<NamedSlide> found) {
    if (found.size() == 1) {
      noted.add("%s for %s".formatted(name, found.getFirst().name()));
    }
  }

  private static void add(List<String> notes, List<String> noted, String how) {
    if (!noted.isEmpty()) {
      notes.add(
          "%d slides are named %s, such as %s.".formatted(noted.size(), how, noted.getFirst()));
    }
  }

  private static List<NamedSlide> those(List<NamedSlide> slides, Predicate<NamedSlide> which) {
    return slides.stream().filter(which).toList();
  }

  private static String folded(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
