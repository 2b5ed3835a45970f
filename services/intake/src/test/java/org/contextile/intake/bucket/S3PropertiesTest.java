// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

final class S3PropertiesTest {

  @Test
  void whatIsNotSetHasADefault() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new S3Properties(
                null,
                null,
                false,
                DataSize.ofGigabytes(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                5,
                Duration.ofSeconds(1)));
  }

  @Test
  void emptyVariablesAreNotSet() {
    assertThat(bound(Map.of("contextile.s3.endpoint", "", "contextile.s3.region", " ")))
        .isEqualTo(bound(Map.of("contextile.s3.attempts", "5")));
  }

  @Test
  void everythingHasItsName() {
    assertThat(
            bound(
                Map.of(
                    "contextile.s3.endpoint", "https://store.lab:9000",
                    "contextile.s3.region", "eu-central-1",
                    "contextile.s3.path-style", "true",
                    "contextile.s3.max-size", "5MB",
                    "contextile.s3.connect-timeout", "1s",
                    "contextile.s3.read-timeout", "2s",
                    "contextile.s3.attempts", "3",
                    "contextile.s3.backoff", "4s")))
        .isEqualTo(
            new S3Properties(
                URI.create("https://store.lab:9000"),
                "eu-central-1",
                true,
                DataSize.ofMegabytes(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                3,
                Duration.ofSeconds(4)));
  }

  @ParameterizedTest
  @CsvSource({
    "endpoint,s3.lab",
    "endpoint,ftp://s3.lab",
    "endpoint,https://key:secret@s3.lab",
    "endpoint,https://s3.lab?x",
    "max-size,0B",
    "attempts,0",
    "read-timeout,0s",
    "backoff,0s"
  })
  void whatMakesNoSenseIsRefused(String name, String value) {
    assertThatThrownBy(() -> bound(Map.of("contextile.s3." + name, value)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  private static S3Properties bound(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("contextile.s3", S3Properties.class);
  }
}
