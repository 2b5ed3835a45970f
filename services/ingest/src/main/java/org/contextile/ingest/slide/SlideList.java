// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.contextile.db.Paging;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Slides of a workspace, newest first, all of them or those of a cohort or of a name. */
@Component
class SlideList {
  private final SlideRepository slides;

  SlideList(SlideRepository slides) {
    this.slides = slides;
  }

  List<SlideEntity> page(
      String workspace, @Nullable UUID cohort, @Nullable String name, UUID before, Limit limit) {
    if (name == null) {
      return cohort == null
          ? slides.findByWorkspaceAndIdLessThanOrderByIdDesc(workspace, before, limit)
          : slides.findByCohort(workspace, cohort, before, limit);
    }
    // Few slides share a name, so a page is cut from all of them.
    List<SlideEntity> candidates =
        cohort == null
            ? slides.findByWorkspaceAndName(workspace, name)
            : slides.findByCohort(workspace, cohort, Paging.FIRST, Limit.unlimited());
    return candidates.stream()
        .filter(row -> row.name().equals(name))
        .filter(row -> text(row.id()).compareTo(text(before)) < 0)
        .sorted(Comparator.<SlideEntity, String>comparing(row -> text(row.id())).reversed())
        .limit(limit.max())
        .toList();
  }

  /** Ids of version 7 sort by time as text; as Java compares them, they do not. */
  private static String text(UUID id) {
    return id.toString();
  }
}
