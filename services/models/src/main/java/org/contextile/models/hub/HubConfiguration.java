// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.contextile.artifacts.ArtifactProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The Hub's client. */
@Configuration(proxyBeanMethods = false)
public class HubConfiguration {
  /** By default Java sends no password to a proxy before a tunnel; it is read once. */
  private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

  @Bean
  Hub hub(HubProperties properties, ArtifactProperties artifacts, JsonMapper json) {
    Path cache =
        Objects.requireNonNullElseGet(
            properties.cacheDirectory(), () -> artifacts.folder().resolveSibling("hub"));
    return hub(properties, cache, System.getenv(), json);
  }

  static Hub hub(
      HubProperties properties, Path cache, Map<String, String> environment, JsonMapper json) {
    HubProxies proxies = new HubProxies(environment);
    if (proxies.haveCredentials() && System.getProperty(TUNNELING) == null) {
      System.setProperty(TUNNELING, "");
    }
    HttpClient http =
        HttpClient.newBuilder()
            // One file at a time gains nothing from streams that share a connection.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(properties.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies)
            .build();
    return new Hub(
        properties, new HubRequests(http, proxies, properties), new HubCache(cache), json);
  }
}
