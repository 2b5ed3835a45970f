// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final URI SOMEWHERE = URI.create("http://ingest:8081");

  @Test
  void aServiceAnswersForItsResourcesAndWhatIsUnderThem() {
    Route route = Route.of(new RouteProperties(SOMEWHERE, null, null)).getFirst();

    assertThat(route.answers("/v1/slides")).isTrue();
    assertThat(route.answers("/v1/slides/1/deepzoom.dzi")).isTrue();
    assertThat(route.answers("/v1/uploads/1")).isTrue();
    assertThat(route.answers("/v1/example-cohort/labels.csv")).isTrue();
    assertThat(route.answers("/v1/slidesheets")).isFalse();
    assertThat(route.answers("/v1/jobs")).isFalse();
  }

  @Test
  void withoutAddressesThereAreNoRoutes() {
    assertThat(Route.of(new RouteProperties(null, null, null))).isEmpty();
  }
}
