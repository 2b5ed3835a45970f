// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import org.contextile.web.security.Workspace;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where in the chain tiles are answered. */
@Configuration(proxyBeanMethods = false)
class TileAnswersConfiguration {

  @Bean
  FilterRegistrationBean<TileAnswers> tileAnswers(
      ShownSlides shown, DeepZoomTiles pyramids, NativeSlideTiles tiles, Workspace workspace) {
    var filter = new FilterRegistrationBean<>(new TileAnswers(shown, pyramids, tiles, workspace));
    filter.addUrlPatterns("/v1/slides/*");
    // Right after the security filter, which knows the workspace.
    filter.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1);
    return filter;
  }
}
