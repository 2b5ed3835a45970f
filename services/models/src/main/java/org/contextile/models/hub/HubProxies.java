// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy leads to an address: Java's own settings ({@code https.proxyHost}) where there are
 * any, else {@code https_proxy}, {@code http_proxy} and {@code no_proxy} of the environment, in
 * either case.
 */
final class HubProxies extends ProxySelector {
  private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);

  private final Map<String, String> environment;

  HubProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI address) {
    String scheme = address.getScheme();
    ProxySelector system = ProxySelector.getDefault();
    if (system != null && javaDecides(scheme)) {
      return system.select(address);
    }
    URI proxy = proxy(scheme);
    if (proxy == null || exempt(address)) {
      return NONE;
    }
    return List.of(new Proxy(Proxy.Type.HTTP, socket(proxy)));
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException cause) {}

  /** What the proxy that leads to an address is told about who asks, if it is to be told. */
  Optional<String> authorization(URI address) {
    String scheme = address.getScheme();
    // The environment's password is not for the proxy of Java's properties.
    URI proxy = javaDecides(scheme) || exempt(address) ? null : proxy(scheme);
    if (proxy == null || proxy.getUserInfo() == null) {
      return Optional.empty();
    }
    byte[] credentials = proxy.getUserInfo().getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials));
  }

  private static boolean javaDecides(String scheme) {
    return System.getProperty(scheme + ".proxyHost") != null;
  }

  boolean haveCredentials() {
    return List.of("http", "https").stream()
        .map(this::proxy)
        .anyMatch(it -> it != null && it.getUserInfo() != null);
  }

  private @Nullable URI proxy(String scheme) {
    String text = variable(scheme + "_proxy");
    if (text.isEmpty()) {
      return null;
    }
    URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
    return proxy.getHost() == null || !"http".equals(proxy.getScheme()) ? null : proxy;
  }

  private static InetSocketAddress socket(URI proxy) {
    return InetSocketAddress.createUnresolved(
        proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort());
  }

  private boolean exempt(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    int port =
        address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
    return Arrays.stream(variable("no_proxy").split(","))
        .map(it -> it.strip().toLowerCase(Locale.ROOT))
        .filter(it -> !it.isEmpty())
        .anyMatch(it -> it.equals("*") || covers(it, host, port));
  }

  private static boolean covers(String rule, String host, int port) {
    String name = rule.endsWith(":" + port) ? rule.substring(0, rule.lastIndexOf(':')) : rule;
    String domain = name.replaceFirst("^\\*?\\.", "");
    return host.equals(domain) || host.endsWith("." + domain);
  }

  private String variable(String name) {
    String lower = environment.getOrDefault(name, "");
    return (lower.isBlank() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower)
        .strip();
  }
}
