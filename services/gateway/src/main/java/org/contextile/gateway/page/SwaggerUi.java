// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Where the class path has Swagger UI: its folder is named after its version. */
final class SwaggerUi {
  private static final String POM = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private SwaggerUi() {}

  static String location() {
    Properties pom = new Properties();
    try (InputStream in = Objects.requireNonNull(SwaggerUi.class.getResourceAsStream(POM), POM)) {
      pom.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "classpath:/META-INF/resources/webjars/swagger-ui/" + pom.getProperty("version") + "/";
  }
}
