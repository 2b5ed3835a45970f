// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.util.List;
import java.util.UUID;
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
    return cohort == null
        ? slides.findByWorkspaceAndNameAndIdLessThanOrderByIdDesc(workspace, name, before, limit)
        : slides.findByCohortAndName(workspace, cohort, name, before, limit);
  }
}
