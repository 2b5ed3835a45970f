// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.jspecify.annotations.Nullable;

/** Finds the slides of a request that names either slides or a cohort. */
public final class SlideSelection {
  /** Ids in one query: PostgreSQL takes 65,535 values, and a request may name 100,000 slides. */
  private static final int AT_ONCE = 10_000;

  private static final int NAMED = 20;

  private final SlideRepository slides;
  private final CohortRepository cohorts;
  private final CohortSlideRepository rows;

  SlideSelection(SlideRepository slides, CohortRepository cohorts, CohortSlideRepository rows) {
    this.slides = slides;
    this.cohorts = cohorts;
    this.rows = rows;
  }

  /**
   * The slides in the order of the list or of the cohort, each once.
   *
   * @throws ProblemException {@code unknown-slide}, {@code unknown-cohort}, or {@code
   *     invalid-request} unless exactly one of the two is given
   */
  public List<SlideEntity> select(
      String workspace, @Nullable Collection<UUID> slideIds, @Nullable UUID cohortId) {
    boolean listed = slideIds != null && !slideIds.isEmpty();
    if (listed == (cohortId != null)) {
      throw new ProblemException(ProblemType.INVALID_REQUEST, "Give either slideIds or cohortId.");
    }
    return slideIds != null && listed
        ? byId(workspace, slideIds)
        : byId(workspace, cohort(workspace, Objects.requireNonNull(cohortId)));
  }

  /** Those of these ids that no slide of the workspace has. */
  public List<UUID> missing(String workspace, Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Set<UUID> found = found(workspace, ids).keySet();
    return ids.stream().filter(id -> !found.contains(id)).distinct().toList();
  }

  private List<UUID> cohort(String workspace, UUID cohortId) {
    if (cohorts.findByIdAndWorkspace(cohortId, workspace).isEmpty()) {
      throw new ProblemException(
          ProblemType.UNKNOWN_COHORT, "There is no cohort " + cohortId + ".");
    }
    return rows.findByKeyCohortIdOrderByPosition(cohortId).stream()
        .map(CohortSlideEntity::slideId)
        .toList();
  }

  private List<SlideEntity> byId(String workspace, Collection<UUID> ids) {
    Map<UUID, SlideEntity> found = found(workspace, ids);
    List<UUID> missing = ids.stream().filter(id -> !found.containsKey(id)).distinct().toList();
    if (!missing.isEmpty()) {
      throw new ProblemException(
          ProblemType.UNKNOWN_SLIDE,
          missing.size() == 1
              ? "There is no slide " + missing.getFirst() + "."
              : "There are no slides " + named(missing) + ".");
    }
    return ids.stream().distinct().map(found::get).toList();
  }

  private static String named(List<UUID> missing) {
    String first =
        missing.stream().limit(NAMED).map(UUID::toString).collect(Collectors.joining(", "));
    return missing.size() > NAMED ? first + " and " + (missing.size() - NAMED) + " more" : first;
  }

  private Map<UUID, SlideEntity> found(String workspace, Collection<UUID> ids) {
    List<UUID> distinct = ids.stream().distinct().toList();
    Map<UUID, SlideEntity> found = HashMap.newHashMap(distinct.size());
    for (int from = 0; from < distinct.size(); from += AT_ONCE) {
      List<UUID> part = distinct.subList(from, Math.min(from + AT_ONCE, distinct.size()));
      slides.findByWorkspaceAndIdIn(workspace, part).forEach(row -> found.put(row.id(), row));
    }
    return found;
  }
}
