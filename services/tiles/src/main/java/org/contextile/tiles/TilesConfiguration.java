// SPDX-License-Identifier: Apache-2.0
package org.contextile.tiles;

import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.TilingRepository;
import org.contextile.library.wsi.SlideFormats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tiled slides; imported by the services that read pixels. */
@Configuration(proxyBeanMethods = false)
public class TilesConfiguration {

  private static final Logger log = LoggerFactory.getLogger(TilesConfiguration.class);

  @Bean
  TiledSlides tiledSlides(
      ArtifactStore artifacts, SlideRepository slides, TilingRepository tilings) {
    // A library that is missing or too old ends the start, not the first job.
    log.info(
        "Slides are read with OpenSlide {}; stored JPEG tiles: {}",
        SlideFormats.openSlideVersion(),
        SlideFormats.storedTiles());
    return new TiledSlides(artifacts, slides, tilings);
  }
}
