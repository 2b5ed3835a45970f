// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * Starts the platform on a directory of its own, asks it what a first visitor would, and ends: what
 * a JVM with {@code -XX:AOTCacheOutput} is to remember of a start.
 */
public final class StartTraining {
  private static final List<String> FIRST_VISIT =
      List.of(
          "/",
          "/openapi.yaml",
          "/actuator/health",
          "/v1/me",
          "/v1/slides",
          "/v1/jobs",
          "/v1/cohorts",
          "/v1/models",
          "/v1/classifiers",
          "/v1/predictions",
          "/v1/feature-sets");

  private StartTraining() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("contextile-start-");
    try (StandaloneServer server =
            StandaloneApplication.start(
                home, Map.of("server.port", 0, "contextile.security.open", true));
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : FIRST_VISIT) {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve(path)).build();
        int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 200) {
          throw new IOException("%s answers %d".formatted(path, status));
        }
      }
    } finally {
      FileSystemUtils.deleteRecursively(home);
    }
    System.exit(0);
  }
}
