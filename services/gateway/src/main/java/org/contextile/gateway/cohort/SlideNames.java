// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.slide.NamedSlide;
import org.contextile.db.slide.SlideNameReader;
import org.springframework.stereotype.Component;

/** Finds the slides that a cohort's author names. */
@Component
final class SlideNames {
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
   * The rows of a table, each with its slide's id. A name goes before an id that reads the same.
   *
   * @throws ProblemException {@code unknown-slide}; {@code invalid-request} for a name that more
   *     than one slide has
   */
  List<CohortRow> resolve(String workspace, List<CohortCsv.Line> lines) {
    Set<String> asked = lines.stream().map(CohortCsv.Line::slide).collect(toSet());
    Map<String, List<UUID>> named =
        slides.named(workspace, asked).stream()
            .collect(groupingBy(NamedSlide::name, mapping(NamedSlide::id, toList())));
    Set<UUID> known = known(workspace, asked.stream().flatMap(SlideNames::id).toList()).keySet();
    List<CohortRow> rows = new ArrayList<>(lines.size());
    List<Integer> unknown = new ArrayList<>();
    for (CohortCsv.Line line : lines) {
      List<UUID> candidates = named.getOrDefault(line.slide(), List.of());
      if (candidates.isEmpty()) {
        candidates = id(line.slide()).filter(known::contains).toList();
      }
      if (candidates.size() > 1) {
        throw ambiguous(line, candidates.size());
      }
      if (candidates.isEmpty()) {
        unknown.add(line.number());
      } else {
        rows.add(
            new CohortRow(
                line.number(), candidates.getFirst(), line.patient(), line.label(), line.fold()));
      }
    }
    if (!unknown.isEmpty()) {
      throw unknown(unknown);
    }
    return rows;
  }

  /**
   * Checks that the workspace has all slides.
   *
   * @throws ProblemException {@code unknown-slide}
   */
  void require(String workspace, List<CohortRow> rows) {
    Set<UUID> known = known(workspace, rows.stream().map(CohortRow::slideId).toList()).keySet();
    List<Integer> unknown =
        rows.stream().filter(row -> !known.contains(row.slideId())).map(CohortRow::number).toList();
    if (!unknown.isEmpty()) {
      throw unknown(unknown);
    }
  }

  /** The id that a cell is, if it is one. */
  private static Stream<UUID> id(String slide) {
    try {
      return Stream.of(UUID.fromString(slide));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  private static ProblemException ambiguous(CohortCsv.Line line, int slides) {
    return new ProblemException(
        ProblemType.INVALID_REQUEST,
        "Row %d names %s, as %d slides are: give its id."
            .formatted(line.number(), line.slide(), slides));
  }

  private static ProblemException unknown(List<Integer> numbers) {
    return new ProblemException(
        ProblemType.UNKNOWN_SLIDE
            .with(
                CohortRules.named(numbers)
                    + (numbers.size() == 1 ? " names a slide" : " name slides")
                    + " that this workspace does not have.")
            .at("/slides/" + (numbers.getFirst() - 1) + "/slideId"));
  }
}
