// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The services, each with its main class and, in a built checkout, a class path of its own. */
public enum Service {
  GATEWAY("org.contextile.gateway.GatewayApplication"),
  INGEST("org.contextile.ingest.IngestApplication"),
  FEATURES("org.contextile.features.FeaturesApplication"),
  FINETUNE("org.contextile.finetune.FineTuneApplication"),
  MIL("org.contextile.mil.MilApplication");

  private final String mainClass;

  Service(String mainClass) {
    this.mainClass = mainClass;
  }

  String mainClass() {
    return mainClass;
  }

  /** The module's name. */
  String module() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The jar that the build made of the service, and its dependencies.
   *
   * @throws IOException if the working directory is not in a checkout where the service was built
   */
  String classPath() throws IOException {
    Path built = built();
    List<String> jars = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(built, "contextile-" + module() + "-*.jar")) {
      found.forEach(jar -> jars.add(jar.toString()));
    }
    jars.removeIf(jar -> jar.endsWith("-tests.jar"));
    if (jars.size() != 1) {
      throw new IOException("Not one jar of the service " + module() + " in " + built);
    }
    return jars.get(0) + File.pathSeparator + Files.readString(built.resolve("classpath")).strip();
  }

  private Path built() throws IOException {
    Path work = Path.of("").toAbsolutePath();
    for (@Nullable Path at = work; at != null; at = at.getParent()) {
      Path target = at.resolve("services").resolve(module()).resolve("target");
      if (Files.exists(target.resolve("classpath"))) {
        return target;
      }
    }
    throw new IOException("The service " + module() + " was not built; run `make build`");
  }
}
