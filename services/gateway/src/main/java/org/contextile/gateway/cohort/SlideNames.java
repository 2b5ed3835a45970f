// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Finds the slides that a cohort's author names. */
@Component
final class SlideNames {
  private static final int QUERY_SIZE = 10_000;

  private final SlideRepository slides;

  SlideNames(SlideRepository slides) {
    this.slides = slides;
  }

  /** Those of the slides that the workspace has, with their names. */
  Map<UUID, String> known(String workspace, Collection<UUID> ids) {
    Map<UUID, String> known = new HashMap<>();
    List<UUID> distinct = ids.stream().distinct().toList();
    for (int start = 0; start < distinct.size(); start += QUERY_SIZE) {
      List<UUID> some = distinct.subList(start, Math.min(distinct.size(), start + QUERY_SIZE));
      slides
          .findByWorkspaceAndIdIn(workspace, some)
          .forEach(slide -> known.put(slide.id(), slide.name()));
    }
    return known;
  }

  /**
   * The rows of a table, each with its slide's id.
   *
   * @throws ProblemException {@code unknown-slide}; {@code invalid-request} for a name that more
   *     than one slide has
   */
  List<CohortRow> resolve(String workspace, List<CohortCsv.Line> lines) {
    Map<String, UUID> ids = new HashMap<>();
    List<CohortRow> rows = new ArrayList<>(lines.size());
    List<Integer> unknown = new ArrayList<>();
    for (CohortCsv.Line line : lines) {
      UUID id = ids.computeIfAbsent(line.slide(), slide -> find(workspace, slide, line.number()));
      if (id == null) {
        unknown.add(line.number());
      } else {
        rows.add(new CohortRow(line.number(), id, line.patient(), line.label(), line.fold()));
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
    Set<UUID> known =
        new HashSet<>(known(workspace, rows.stream().map(CohortRow::slideId).toList()).keySet());
    List<Integer> unknown =
        rows.stream().filter(row -> !known.contains(row.slideId())).map(CohortRow::number).toList();
    if (!unknown.isEmpty()) {
      throw unknown(unknown);
    }
  }

  @SuppressWarnings("NullAway") // computeIfAbsent may be given null: nothing is then kept.
  private UUID find(String workspace, String slide, int row) {
    List<SlideEntity> named = slides.findByWorkspaceAndName(workspace, slide);
    if (named.size() > 1) {
      throw ProblemException.unprocessable(
          "invalid-request",
          "Invalid request",
          "Row " + row + " names " + slide + ", as " + named.size() + " slides are: give its id.");
    }
    if (named.size() == 1) {
      return named.getFirst().id();
    }
    try {
      return slides
          .findByIdAndWorkspace(UUID.fromString(slide), workspace)
          .map(SlideEntity::id)
          .orElse(null);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static ProblemException unknown(List<Integer> numbers) {
    return new ProblemException(
        Problem.of(
                "unknown-slide",
                "Unknown slide",
                422,
                CohortRules.named(numbers)
                    + (numbers.size() == 1 ? " names a slide" : " name slides")
                    + " that this workspace does not have.")
            .at("/slides/" + (numbers.getFirst() - 1) + "/slideId"));
  }
}
