// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import org.contextile.db.slide.SlideRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The selection of slides, for controllers and handlers alike. */
@Configuration(proxyBeanMethods = false)
public class SlideSelectionConfiguration {

  @Bean
  SlideSelection slideSelection(
      SlideRepository slides, CohortRepository cohorts, CohortSlideRepository rows) {
    return new SlideSelection(slides, cohorts, rows);
  }
}
