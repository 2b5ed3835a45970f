// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class HubPropertiesTest {

  @Test
  void defaults() {
    HubProperties properties = bind(Map.of("contextile.hub.token", ""));
    assertThat(properties.endpoint()).hasToString("https://huggingface.co");
    assertThat(properties.tokenOf("w")).isNull();
    assertThat(properties.maxSize()).isEqualTo(DataSize.ofGigabytes(20));
    assertThat(properties.cacheDirectory()).isNull();
    assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(properties.readTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(properties.attempts()).isEqualTo(5);
    assertThat(properties.backoff()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void everyPropertyIsBound() {
    HubProperties properties =
        bind(
            Map.of(
                "contextile.hub.endpoint", "http://mirror:8000/hub/",
                "contextile.hub.token", " hf_ours\n",
                "contextile.hub.tokens.university", "hf_theirs",
                "contextile.hub.max-size", "5GB",
                "contextile.hub.cache-directory", "somewhere",
                "contextile.hub.connect-timeout", "1s",
                "contextile.hub.read-timeout", "2s",
                "contextile.hub.attempts", "3",
                "contextile.hub.backoff", "4s"));
    assertThat(properties.endpoint()).hasToString("http://mirror:8000/hub");
    assertThat(properties.tokenOf("w")).isEqualTo("hf_ours");
    assertThat(properties.tokenOf("university")).isEqualTo("hf_theirs");
    assertThat(properties.maxSize()).isEqualTo(DataSize.ofGigabytes(5));
    assertThat(properties.cacheDirectory()).hasToString("somewhere");
    assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(properties.readTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(properties.attempts()).isEqualTo(3);
    assertThat(properties.backoff()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void tokensAreNeverSaid() {
    HubProperties properties =
        bind(
            Map.of(
                "contextile.hub.token",
                "hf_ours",
                "contextile.hub.tokens.university",
                "hf_theirs"));
    assertThat(properties.toString()).doesNotContain("hf_ours", "hf_theirs");
    assertThatThrownBy(() -> bind(Map.of("contextile.hub.token", "hf_a\u0001b")))
        .hasRootCauseMessage("contextile.hub: a token has characters that none has");
  }

  @Test
  void anEndpointIsAWebAddress() {
    assertThatThrownBy(() -> bind(Map.of("contextile.hub.endpoint", "ftp://host")))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  private static HubProperties bind(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("contextile.hub", HubProperties.class);
  }
}
