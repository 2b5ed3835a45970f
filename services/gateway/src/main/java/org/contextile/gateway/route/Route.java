// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.route;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The resources that a service answers for. */
record Route(String service, List<PathPattern> resources, URI address) {

  static List<Route> of(RouteProperties services) {
    return Stream.of(
            route("ingest", services.ingest(), "slides", "uploads", "example-cohort"),
            route("features", services.features(), "models", "feature-sets"),
            route("mil", services.mil(), "classifiers", "predictions", "cohorts/*/splits"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> route(String service, @Nullable URI address, String... resources) {
    return address == null
        ? List.of()
        : List.of(new Route(service, Stream.of(resources).map(Route::pattern).toList(), address));
  }

  private static PathPattern pattern(String resource) {
    return PathPatternParser.defaultInstance.parse("/v1/" + resource + "/**");
  }

  /** Whether this service answers for a path such as {@code /v1/slides/…}. */
  boolean answers(String path) {
    PathContainer parsed = PathContainer.parsePath(path);
    return resources.stream().anyMatch(pattern -> pattern.matches(parsed));
  }
}
