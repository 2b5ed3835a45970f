// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.slide.NamedSlide;
import org.contextile.db.slide.SlideNameReader;
import org.contextile.library.table.LabelTable;
import org.springframework.stereotype.Component;

/** Finds the slides that a cohort's author names. */
@Component
final class SlideNames {
  private static final int NEAR_NAMED = 20;

  private final SlideNameReader slides;

  SlideNames(SlideNameReader slides) {
    this.slides = slides;
  }

  /** Those of the slides that the workspace has, with their names. */
  Map<UUID, String> known(String workspace, Collection<UUID> ids) {
    return slides.known(workspace, Set.copyOf(ids)).stream()
        .collect(toMap(NamedSlide::id, NamedSlide::name));
  }

  /**
   * The rows of a table, each with its slide's id. A name as it stands goes before an id that reads
   * the same, and that before a name that is like it.
   *
   * @throws ProblemException {@code unknown-slide}; {@code invalid-request} for a name that more
   *     than one slide has
   */
  GivenRows resolve(String workspace, LabelTable table) {
    Set<String> asked =
        table.rows().stream()
            .map(LabelTable.Row::slide)
            .collect(LinkedHashSet::new, Set::add, Set::addAll);
    Map<String, List<NamedSlide>> named =
        slides.named(workspace, asked).stream().collect(groupingBy(NamedSlide::name));
    Set<String> left = new LinkedHashSet<>(asked);
    left.removeAll(named.keySet());
    Map<UUID, String> known = known(workspace, left.stream().flatMap(SlideNames::id).toList());
    left.removeIf(name -> id(name).anyMatch(known::containsKey));
    SlideMatches matches =
        left.isEmpty() ? SlideMatches.NONE : SlideMatches.of(left, slides.alike(workspace, left));
    List<CohortRow> rows = new ArrayList<>(table.rows().size());
    Map<String, List<RowPlace>> unknown = new LinkedHashMap<>();
    for (int index = 0; index < table.rows().size(); index++) {
      LabelTable.Row row = table.rows().get(index);
      RowPlace place = new RowPlace(index, row.line());
      List<UUID> candidates = candidates(row.slide(), named, known, matches);
      if (candidates.size() > 1) {
        throw ambiguous(place, row.slide(), candidates.size());
      }
      if (candidates.isEmpty()) {
        unknown.computeIfAbsent(row.slide(), _ -> new ArrayList<>()).add(place);
      } else {
        rows.add(
            new CohortRow(place, candidates.getFirst(), row.patient(), row.label(), row.fold()));
      }
    }
    if (!unknown.isEmpty()) {
      throw unknown(workspace, unknown);
    }
    List<String> notes = new ArrayList<>(table.notes());
    notes.addAll(matches.notes());
    return new GivenRows(rows, notes);
  }

  /**
   * Checks that the workspace has all slides.
   *
   * @throws ProblemException {@code unknown-slide}
   */
  void require(String workspace, List<CohortRow> rows) {
    Set<UUID> known = known(workspace, rows.stream().map(CohortRow::slideId).toList()).keySet();
    List<RowPlace> unknown =
        rows.stream().filter(row -> !known.contains(row.slideId())).map(CohortRow::place).toList();
    if (!unknown.isEmpty()) {
      throw unknown(unknown, "");
    }
  }

  private static List<UUID> candidates(
      String slide,
      Map<String, List<NamedSlide>> named,
      Map<UUID, String> known,
      SlideMatches matches) {
    List<NamedSlide> exact = named.getOrDefault(slide, List.of());
    if (!exact.isEmpty()) {
      return exact.stream().map(NamedSlide::id).toList();
    }
    List<UUID> ids = id(slide).filter(known::containsKey).toList();
    return ids.isEmpty() ? matches.of(slide) : ids;
  }

  /** The id that a cell is, if it is one. */
  private static Stream<UUID> id(String slide) {
    try {
      return Stream.of(UUID.fromString(slide));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  private static ProblemException ambiguous(RowPlace place, String slide, int slides) {
    return new ProblemException(
        ProblemType.INVALID_REQUEST
            .with(
                "%s names %s, as %d slides are or may be called: give its id or its whole name."
                    .formatted(RowPlace.named(List.of(place)), slide, slides))
            .at(place.pointer("slideId")));
  }

  private ProblemException unknown(String workspace, Map<String, List<RowPlace>> unknown) {
    List<String> first = unknown.keySet().stream().limit(NEAR_NAMED).toList();
    Map<String, String> near = new HashMap<>();
    List<String> there = slides.near(workspace, first);
    for (String name : first) {
      NearName.of(name, there).ifPresent(found -> near.put(name, found));
    }
    StringBuilder advice = new StringBuilder();
    for (String name : first) {
      String found = near.get(name);
      if (found != null) {
        advice.append(advice.isEmpty() ? " Did you mean " : ", ");
        advice.append(found).append(" by ").append(name);
      }
    }
    return unknown(
        unknown.values().stream().flatMap(List::stream).toList(),
        advice.isEmpty()
            ? " For instance " + first.getFirst() + "."
            : advice.append('?').toString());
  }

  private static ProblemException unknown(List<RowPlace> given, String advice) {
    List<RowPlace> places =
        given.stream().sorted(java.util.Comparator.comparingInt(RowPlace::index)).toList();
    return new ProblemException(
        ProblemType.UNKNOWN_SLIDE
            .with(
                RowPlace.named(places)
                    + (places.size() == 1 ? " names a slide" : " name slides")
                    + " that this workspace does not have."
                    + advice)
            .at(places.getFirst().pointer("slideId")));
  }
}
