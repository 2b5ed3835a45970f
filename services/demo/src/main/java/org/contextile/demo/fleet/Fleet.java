// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.contextile.db.Migrate;
import org.contextile.standalone.EmbeddedDatabase;

/**
 * The platform as it is deployed: five processes, one PostgreSQL, one artifact directory. Closing
 * it stops the processes, then the database.
 */
public final class Fleet implements AutoCloseable {

  private final EmbeddedDatabase database;
  private final Path home;
  private final Map<String, String> environment;
  private boolean closed;
  private final Map<Service, ServiceProcess> processes = new EnumMap<>(Service.class);

  private Fleet(EmbeddedDatabase database, Path home, Map<String, String> environment) {
    this.database = database;
    this.home = home;
    this.environment = environment;
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "fleet-shutdown"));
  }

  /**
   * Starts the database and migrates it; services are started one by one.
   *
   * @param extra environment of every service, such as {@code CONTEXTILE_WORKER_LEASE}
   */
  public static Fleet open(Path home, Map<String, String> extra) throws IOException {
    EmbeddedDatabase database = EmbeddedDatabase.start(home);
    try {
      Migrate.migrate(database.dataSource());
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
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
    for (Service service : List.of(Service.INGEST, Service.FEATURES, Service.MIL)) {
      ServiceProcess process = launch(service);
      environment.put("CONTEXTILE_GATEWAY_SERVICES_" + service, process.address().toString());
    }
    launch(Service.FINETUNE);
    launch(Service.GATEWAY);
    for (ServiceProcess process : processes.values()) {
      process.awaitReady();
    }
    return address(Service.GATEWAY);
  }

  /**
   * Kills a service as a crash would, in a chosen moment, and starts it again at the same address.
   *
   * @param caught looked at while the process is frozen, so that what it says still holds when the
   *     process dies; where it says no, the process goes on
   * @return whether the process was killed
   */
  public boolean crashAndRestart(Service service, BooleanSupplier caught)
      throws IOException, InterruptedException {
    ServiceProcess process = process(service);
    process.freeze();
    if (!caught.getAsBoolean()) {
      process.thaw();
      return false;
    }
    process.kill();
    launch(service, process.port()).awaitReady();
    return true;
  }

  public URI address(Service service) {
    return process(service).address();
  }

  /** For a look at the rows. */
  public DataSource dataSource() {
    return database.dataSource();
  }

  private ServiceProcess process(Service service) {
    ServiceProcess process = processes.get(service);
    if (process == null) {
      throw new IllegalStateException(service + " was not started");
    }
    return process;
  }

  private ServiceProcess launch(Service service) throws IOException {
    return launch(service, ServiceProcess.freePort());
  }

  private ServiceProcess launch(Service service, int port) throws IOException {
    Path logs = Files.createDirectories(home.resolve("logs"));
    Path log = logs.resolve(service.module() + ".log");
    ServiceProcess process = ServiceProcess.start(service, port, environment, log);
    processes.put(service, process);
    return process;
  }

  @Override
  public void close() {
    end();
  }

  private synchronized void end() {
    if (closed) {
      return;
    }
    closed = true;
    processes.values().forEach(ServiceProcess::terminate);
    processes.values().forEach(ServiceProcess::close);
    try {
      database.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
