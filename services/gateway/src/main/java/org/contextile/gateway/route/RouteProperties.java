// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.route;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the services are; a service without an address gets no requests.
 *
 * @param ingest slides and uploads
 * @param features models and feature sets
 * @param mil classifiers, predictions and splits of cohorts
 */
@ConfigurationProperties("contextile.gateway.services")
public record RouteProperties(@Nullable URI ingest, @Nullable URI features, @Nullable URI mil) {}
