// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The environment variables that the services read, from the configuration metadata they carry. */
final class ConfigurationNames {

  /** Read by {@code System.getenv}, or by Spring itself, not bound to properties. */
  private static final Set<String> READ_DIRECTLY =
      Set.of(
          "CONTEXTILE_HOME",
          "CONTEXTILE_PORT",
          "CONTEXTILE_OPENSLIDE_LIBRARY",
          "CONTEXTILE_TURBOJPEG_LIBRARY",
          "SPRING_APPLICATION_JSON");

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> PROPERTIES = new HashSet<>();
  private static final Set<String> MAPS = new HashSet<>();

  static {
    try {
      for (URL metadata :
          Collections.list(
              ConfigurationNames.class
                  .getClassLoader()
                  .getResources("META-INF/spring-configuration-metadata.json"))) {
        collect(metadata);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConfigurationNames() {}

  private static void collect(URL metadata) throws IOException {
    try (InputStream in = metadata.openStream()) {
      for (JsonNode property : JSON.readTree(in).path("properties")) {
        String variable = variable(property.path("name").asString());
        PROPERTIES.add(variable);
        if (property.path("type").asString("").startsWith("java.util.Map")) {
          MAPS.add(variable + "_");
        }
      }
    }
  }

  /** Spring's rule: dots become underscores, dashes go, letters are capital. */
  private static String variable(String property) {
    return property.replace(".", "_").replace("-", "").toUpperCase(Locale.ROOT);
  }

  /** Fails where a property of ours, named with dots, is read by nobody. */
  static void assertPropertyRead(String property) {
    assertRead(variable(property));
  }

  /** Fails where a variable of ours, of Spring or of its server is read by nobody. */
  static void assertRead(String variable) {
    if (variable.startsWith("CONTEXTILE_")
        || variable.startsWith("SPRING_")
        || variable.startsWith("SERVER_")) {
      assertThat(
              READ_DIRECTLY.contains(variable)
                  || PROPERTIES.contains(variable)
                  || MAPS.stream().anyMatch(variable::startsWith))
          .as("%s is read by some service", variable)
          .isTrue();
    }
  }
}
