// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the Hub is reached.
 *
 * @param endpoint the Hub's address or a mirror's
 * @param token what is sent for workspaces without a token of their own; none by default. With it
 *     every workspace can import what it opens
 * @param tokens by workspace
 * @param maxSize the largest file that is downloaded
 * @param cacheDirectory where downloads grow; {@code hub} beside the artifacts or their cache by
 *     default. Replicas that share it go on with what one has begun, others begin anew
 * @param connectTimeout how long a connection may take to come about
 * @param readTimeout how long nothing may come over it
 * @param attempts how often a request is tried that brings nothing
 * @param backoff the pause after the first failure, give or take half of it; it doubles with each
 */
@ConfigurationProperties("contextile.hub")
record HubProperties(
    @DefaultValue("https://huggingface.co") URI endpoint,
    @Nullable String token,
    @DefaultValue Map<String, String> tokens,
    @DefaultValue("20GB") DataSize maxSize,
    @Nullable Path cacheDirectory,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("60s") Duration readTimeout,
    @DefaultValue("5") int attempts,
    @DefaultValue("1s") Duration backoff) {

  HubProperties {
    if (!("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
        || endpoint.getHost() == null
        || endpoint.getUserInfo() != null
        || endpoint.getQuery() != null) {
      throw new IllegalArgumentException("contextile.hub.endpoint is no address of a Hub");
    }
    endpoint = URI.create(endpoint.toString().replaceAll("/+$", ""));
    token = token == null || token.isBlank() ? null : checked(token);
    tokens =
        tokens.entrySet().stream()
            .filter(it -> !it.getValue().isBlank())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, it -> checked(it.getValue())));
    if (maxSize.toBytes() < 1 || attempts < 1 || backoff.isNegative()) {
      throw new IllegalArgumentException("contextile.hub: max-size and attempts are positive");
    }
    if (!connectTimeout.isPositive() || !readTimeout.isPositive()) {
      throw new IllegalArgumentException("contextile.hub: timeouts are positive");
    }
  }

  @Nullable String tokenOf(String workspace) {
    return tokens.getOrDefault(workspace, token);
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "HubProperties[endpoint=" + endpoint + "]";
  }

  private static String checked(String token) {
    String stripped = token.strip();
    if (!stripped.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException("contextile.hub: a token has characters that none has");
    }
    return stripped;
  }
}
