// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.route;

import static org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions.uri;
import static org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions.http;

import java.util.List;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemType;
import org.contextile.web.http.OwnRequests;
import org.contextile.web.problem.ProblemWriter;
import org.contextile.web.problem.TornBodies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Routes to the services. Bodies stream through in both directions. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RouteProperties.class)
public class RouteConfiguration {
  private static final Logger log = LoggerFactory.getLogger(RouteConfiguration.class);

  @Bean
  RouterFunction<ServerResponse> serviceRoutes(RouteProperties services, ProblemWriter problems) {
    RouterFunctions.Builder routes = RouterFunctions.route();
    for (Route route : Route.of(services)) {
      routes.add(
          RouterFunctions.route()
              .route(to(route), http())
              .before(uri(route.address()))
              .before(RouteConfiguration::asItIsAsked)
              .onError(
                  ResourceAccessException.class,
                  (failure, request) -> unavailable(problems, route, request, failure))
              .build());
    }
    // A builder without routes cannot be built.
    return Route.of(services).isEmpty() ? _ -> java.util.Optional.empty() : routes.build();
  }

  /** The service that answers a request keeps its idempotency key, and serves its ranges. */
  @Bean
  OwnRequests ownRequests(RouteProperties services) {
    List<Route> routes = Route.of(services);
    return request -> routes.stream().noneMatch(route -> route.answers(request.getRequestURI()));
  }

  /** Else the client of ours would ask for compression of its own, and undo it. */
  private static ServerRequest asItIsAsked(ServerRequest request) {
    return request.headers().header(HttpHeaders.ACCEPT_ENCODING).isEmpty()
        ? ServerRequest.from(request).header(HttpHeaders.ACCEPT_ENCODING, "identity").build()
        : request;
  }

  private static RequestPredicate to(Route route) {
    return request -> route.answers(request.path());
  }

  private static ServerResponse unavailable(
      ProblemWriter problems, Route route, ServerRequest request, Throwable failure) {
    Problem problem =
        TornBodies.of(failure)
            .orElseGet(
                () -> {
                  log.warn(
                      "{} {}: {} cannot be reached",
                      request.method(),
                      request.path(),
                      route.service(),
                      failure);
                  return ProblemType.SERVICE_UNAVAILABLE.with(
                      "The " + route.service() + " service cannot be reached; try again later.");
                });
    return ServerResponse.status(problem.status())
        .build(
            (_, response) -> {
              problems.write(response, problem);
              return null;
            });
  }
}
