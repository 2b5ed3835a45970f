// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.route;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The resources that a service answers for. */
record Route(String service, List<String> resources, URI address) {

  static List<Route> of(RouteProperties services) {
    return Stream.of(
            route("ingest", services.ingest(), "slides", "uploads"),
            route("features", services.features(), "models", "feature-sets"),
            route("mil", services.mil(), "classifiers", "predictions"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> route(String service, @Nullable URI address, String... resources) {
    return address == null ? List.of() : List.of(new Route(service, List.of(resources), address));
  }

  /** Whether this service answers for a path such as {@code /v1/slides/…}. */
  boolean answers(String path) {
    return resources.stream()
        .map(resource -> "/v1/" + resource)
        .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
  }
}
