// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.db.Migrate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole platform in one process: {@code CONTEXTILE_HOME} (by default {@code
 * ~/.local/share/contextile}) holds its database and artifacts, {@code CONTEXTILE_PORT} is its
 * port.
 */
public final class StandaloneApplication {

  private static final Logger log = LoggerFactory.getLogger(StandaloneApplication.class);

  private StandaloneApplication() {}

  public static void main(String[] args) throws IOException {
    try {
      StandaloneServer server = start(home(), Map.of());
      log.info("Contextile is up: {}/", server.address());
    } catch (DirectoryInUseException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Starts the platform on a directory.
   *
   * @param home made when it is absent
   * @param properties override the application's; {@code server.port} 0 means a free port
   * @throws DirectoryInUseException if a process holds the directory
   */
  public static StandaloneServer start(Path home, Map<String, Object> properties)
      throws IOException {
    EmbeddedDatabase database = EmbeddedDatabase.start(home);
    try {
      Migrate.migrate(database.dataSource());
      SpringApplication application = new SpringApplication(StandaloneConfiguration.class);
      application.setBannerMode(Banner.Mode.OFF);
      ConfigurableApplicationContext context =
          application.run(arguments(home, database, properties));
      int port = port(context);
      database.serving(port);
      return new StandaloneServer(context, database, port);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static String[] arguments(
      Path home, EmbeddedDatabase database, Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("spring.config.name", "contextile-standalone");
    all.put("spring.datasource.url", database.url());
    all.put("spring.datasource.username", database.user());
    all.put("contextile.artifacts.directory", home.resolve("artifacts"));
    all.put("contextile.artifacts.cache-directory", home.resolve("artifact-cache"));
    all.putAll(properties);
    return all.entrySet().stream()
        .map(it -> "--" + it.getKey() + "=" + it.getValue())
        .toArray(String[]::new);
  }

  private static int port(ConfigurableApplicationContext context) {
    if (context instanceof WebServerApplicationContext web && web.getWebServer() != null) {
      return web.getWebServer().getPort();
    }
    throw new IllegalStateException("The standalone server has no web server");
  }

  private static Path home() {
    String home = System.getenv("CONTEXTILE_HOME");
    return home != null && !home.isBlank()
        ? Path.of(home)
        : Path.of(System.getProperty("user.home"), ".local", "share", "contextile");
  }
}
