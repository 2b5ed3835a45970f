// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} requests to the Hub. Redirects are followed here, since the token goes to the Hub
 * itself alone and never to the host that stores its large files.
 */
final class HubRequests {
  private static final int MAX_HOPS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient http;
  private final HubProxies proxies;
  private final URI endpoint;
  private final Duration readTimeout;

  HubRequests(HttpClient http, HubProxies proxies, HubProperties properties) {
    this.http = http;
    this.proxies = proxies;
    this.endpoint = properties.endpoint();
    this.readTimeout = properties.readTimeout();
  }

  /**
   * The answer, of status 200, 206 or 416; the caller closes its body.
   *
   * @param path with query, as {@code /api/models/…}
   * @param firstByte where to begin
   * @param what is asked for, in words
   * @throws org.contextile.api.problem.ProblemException if the Hub refuses for good
   * @throws IOException if another try may succeed
   */
  HttpResponse<InputStream> get(
      String path, long firstByte, @Nullable String token, HubProblems problems, String what)
      throws IOException, InterruptedException {
    URI address = URI.create(endpoint + path);
    for (int hop = 0; hop < MAX_HOPS; hop++) {
      boolean own = sameOrigin(address);
      HttpResponse<InputStream> answer =
          http.send(request(address, firstByte, own ? token : null), BodyHandlers.ofInputStream());
      int status = answer.statusCode();
      if (status == 200 || status == 206 || status == 416) {
        return answer;
      }
      answer.body().close();
      if (REDIRECTS.contains(status)) {
        address = next(address, answer.headers());
        continue;
      }
      if (own && (status == 401 || status == 403 || status == 404)) {
        throw problems.refused(status, answer.headers(), what);
      }
      if (own && status < 500 && status != 408 && status != 429) {
        throw problems.unreachable("it answers with status " + status);
      }
      // What another host refuses may be an address that has expired: the Hub gives a new one.
      throw new HubBusyException(
          address.getHost() + " answers with status " + status, retryAfter(answer.headers()));
    }
    throw new IOException("more than " + MAX_HOPS + " redirects");
  }

  private HttpRequest request(URI address, long firstByte, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(readTimeout).header("User-Agent", "contextile");
    if (firstByte > 0) {
      request.header("Range", "bytes=" + firstByte + "-");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    proxies.authorization(address).ifPresent(it -> request.header("Proxy-Authorization", it));
    return request.build();
  }

  private static URI next(URI address, HttpHeaders headers) throws IOException {
    String location =
        headers.firstValue("Location").orElseThrow(() -> new IOException("a redirect to nowhere"));
    URI next;
    try {
      next = address.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("a redirect to no address", e);
    }
    boolean secure = "https".equals(next.getScheme());
    boolean asPlain = "http".equals(next.getScheme()) && "http".equals(address.getScheme());
    if (next.getHost() == null || !(secure || asPlain)) {
      throw new IOException("a redirect to " + next.getScheme() + ", which is not followed");
    }
    return next;
  }

  private boolean sameOrigin(URI address) {
    return address.getScheme().equals(endpoint.getScheme())
        && address.getHost().equalsIgnoreCase(endpoint.getHost())
        && address.getPort() == endpoint.getPort();
  }

  private static @Nullable Duration retryAfter(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").orElse("");
    return value.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(value)) : null;
  }
}
