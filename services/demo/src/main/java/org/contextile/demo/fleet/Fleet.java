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
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.contextile.db.Migrate;
import org.contextile.standalone.EmbeddedDatabase;

/**
 * The platform as it is deployed: five processes, one PostgreSQL, and a directory or a bucket for
 * artifacts. With a bucket, each process has an empty directory of its own and shares no other.
 * Closing it stops the processes, then the bucket and the database.
 */
public final class Fleet implements AutoCloseable {

  private final EmbeddedDatabase database;
  private final Optional<Bucket> bucket;
  private final Path home;
  private final Map<String, String> environment;
  private boolean closed;
  private final Map<Service, ServiceProcess> processes = new EnumMap<>(Service.class);

  private Fleet(
      EmbeddedDatabase database,
      Optional<Bucket> bucket,
      Path home,
      Map<String, String> environment) {
    this.database = database;
    this.bucket = bucket;
    this.home = home;
    this.environment = environment;
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "fleet-shutdown"));
  }

  /**
   * Starts the database and migrates it; services are started one by one.
   *
   * @param store where artifacts are
   * @param extra environment of every service, such as {@code CONTEXTILE_WORKER_LEASE}
   */
  public static Fleet open(Path home, Store store, Map<String, String> extra)
      throws IOException, InterruptedException {
    EmbeddedDatabase database = EmbeddedDatabase.start(home);
    try {
      Migrate.migrate(database.dataSource());
      Map<String, String> environment = new HashMap<>();
      environment.put("SPRING_DATASOURCE_URL", database.url());
      environment.put("SPRING_DATASOURCE_USERNAME", database.user());
      environment.put("SPRING_DATASOURCE_PASSWORD", "");
      environment.put("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "8");
      environment.put("CONTEXTILE_SECURITY_OPEN", "true");
      Optional<Bucket> bucket = Optional.empty();
      switch (store) {
        case DIRECTORY ->
            environment.put("CONTEXTILE_ARTIFACTS_DIRECTORY", home.resolve("artifacts").toString());
        case S3 -> {
          Path log = Files.createDirectories(home.resolve("logs")).resolve("bucket.log");
          bucket = Optional.of(Bucket.open(home.resolve("bucket"), log));
          environment.putAll(bucket.get().environment());
        }
      }
      environment.putAll(extra);
      return new Fleet(database, bucket, home, environment);
    } catch (RuntimeException | IOException | InterruptedException e) {
      database.close();
      throw e;
    }
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

  /**
   * Where artifacts are.
   *
   * @throws java.util.NoSuchElementException if that is a directory
   */
  public Bucket bucket() {
    return bucket.orElseThrow();
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
    Path work = Files.createDirectories(home.resolve("processes").resolve(service.module()));
    ServiceProcess process = ServiceProcess.start(service, port, environment, work, log);
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
    bucket.ifPresent(Bucket::close);
    try {
      database.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
