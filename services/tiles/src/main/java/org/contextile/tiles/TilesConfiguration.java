// SPDX-License-Identifier: Apache-2.0
package org.contextile.tiles;

import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.TilingRepository;
import org.contextile.platform.artifact.ArtifactStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tiled slides; imported by the services that read pixels. */
@Configuration(proxyBeanMethods = false)
public class TilesConfiguration {

  @Bean
  TiledSlides tiledSlides(
      ArtifactStore artifacts, SlideRepository slides, TilingRepository tilings) {
    return new TiledSlides(artifacts, slides, tilings);
  }
}
