// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.fleet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contextile.db.Migrate;
import org.contextile.standalone.EmbeddedDatabase;

/**
 * The platform as it is deployed: five processes, one PostgreSQL, one artifact directory. Closing it
 * stops the processes, then the database.
 */
public final class Fleet implements AutoCloseable {

  private final EmbeddedDatabase database;
  private final Path home;
  private final Map<String, String> environment;
  private final List<ServiceProcess> processes = new ArrayList<>();

  private Fleet(EmbeddedDatabase database, Path home, Map<String, String> environment) {
    this.database = database;
    this.home = home;
    this.environment = environment;
  }

  /**
   * Starts the database and migrates it; services are started one by one.
   *
   * @param extra environment of every service, such as {@code CONTEXTILE_WORKER_LEASE}
   */
  public static Fleet open(Path home, Map<String, String> extra) throws IOException {
    EmbeddedDatabase database = EmbeddedDatabase.start(home.resolve("postgres"));
    Migrate.migrate(database.dataSource());
    Map<String, String> environment = new HashMap<>();
    environment.put("SPRING_DATASOURCE_URL", database.url());
    environment.put("SPRING_DATASOURCE_USERNAME", database.user());
    environment.put("SPRING_DATASOURCE_PASSWORD", "");
    environment.put("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "8");
    environment.put("CONTEXTILE_ARTIFACTS_DIRECTORY", home.resolve("artifacts").toString());
    environment.put("CONTEXTILE_SECURITY_OPEN", "true");
    environment.putAll(extra);
    return new Fleet(database, home, environment);
  }

  /** Starts all five services and returns the gateway's address once all are ready. */
  public URI startAll() throws IOException, InterruptedException {
    Map<String, String> routes = new HashMap<>();
    for (Service service : List.of(Service.INGEST, Service.FEATURES, Service.MIL)) {
      ServiceProcess process = launch(service, Map.of());
      routes.put("CONTEXTILE_GATEWAY_SERVICES_" + service, process.address().toString());
    }
    launch(Service.FINETUNE, Map.of());
    ServiceProcess gateway = launch(Service.GATEWAY, routes);
    for (ServiceProcess process : processes) {
      process.awaitReady();
    }
    return gateway.address();
  }

  /** Starts one more process of a service and waits until it is ready. */
  public ServiceProcess start(Service service) throws IOException, InterruptedException {
    return launch(service, Map.of()).awaitReady();
  }

  public String databaseUrl() {
    return database.url();
  }

  private ServiceProcess launch(Service service, Map<String, String> extra) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(extra);
    Files.createDirectories(home.resolve("logs"));
    Path log = home.resolve("logs").resolve(service + "-" + processes.size() + ".log");
    ServiceProcess process = ServiceProcess.start(service, all, log);
    processes.add(process);
    return process;
  }

  @Override
  public void close() throws IOException {
    processes.reversed().forEach(ServiceProcess::close);
    database.close();
  }
}
