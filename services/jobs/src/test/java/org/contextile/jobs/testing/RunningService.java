// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.contextile.api.model.JobResult;
import org.contextile.client.ApiClient;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service as it runs in production, on a free loopback port. Registered as an extension by
 * several test classes it starts before the first of them and ends after the last of all.
 */
public final class RunningService implements BeforeAllCallback, AutoCloseable {

  /** The one workspace of an open service. */
  public static final String WORKSPACE = "default";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Class<?> application;
  private final TestDatabase database;
  private final Path folder;
  private final boolean owner;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final JobReader jobs;
  private @Nullable ConfigurableApplicationContext context;

  private RunningService(
      Class<?> application,
      TestDatabase database,
      Path folder,
      boolean owner,
      Map<String, String> more) {
    this.application = application;
    this.database = database;
    this.folder = folder;
    this.owner = owner;
    this.jobs = new JobReader(JdbcClient.create(database.dataSource()));
    String packageName = application.getPackageName();
    properties.put(
        "spring.config.name",
        "contextile-" + packageName.substring(packageName.lastIndexOf('.') + 1));
    properties.put("server.port", "0");
    properties.put("spring.datasource.url", database.url());
    properties.put("spring.datasource.username", database.username());
    properties.put("spring.datasource.password", database.password());
    properties.put("contextile.artifacts.directory", artifacts().toString());
    properties.put("contextile.security.open", "true");
    properties.put("contextile.worker.poll", "1s");
    properties.putAll(more);
  }

  /**
   * A service on a database and a folder of its own, not yet started.
   *
   * @param application its main class, in the package that it is named after
   * @param more properties over those of production
   */
  public static RunningService of(Class<?> application, Map<String, String> more) {
    return of(application, _ -> more);
  }

  /** As {@link #of(Class, Map)}, the properties being made for the service's folder. */
  public static RunningService of(Class<?> application, Function<Path, Map<String, String>> more) {
    Path folder = newFolder();
    return new RunningService(
        application, TestDatabase.migrated(), folder, true, more.apply(folder));
  }

  /** Another process of the service, not yet started, on the same database and artifacts. */
  public RunningService beside(Map<String, String> more) {
    return new RunningService(application, database, folder, false, more);
  }

  @Override
  public void beforeAll(ExtensionContext tests) {
    var _ =
        tests
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(RunningService.class))
            .computeIfAbsent(this, _ -> start(), RunningService.class);
  }

  /** Starts the service, again if it was stopped. */
  public RunningService start() {
    String[] arguments =
        properties.entrySet().stream()
            .map(it -> "--" + it.getKey() + "=" + it.getValue())
            .toArray(String[]::new);
    context = SpringApplication.run(application, arguments);
    return this;
  }

  /** Ends the service as a shutdown does. */
  public void stop() {
    if (context != null) {
      context.close();
      context = null;
    }
  }

  @Override
  public void close() {
    stop();
    if (owner) {
      try {
        FileSystemUtils.deleteRecursively(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public <T> T bean(Class<T> type) {
    return Objects.requireNonNull(context, "not started").getBean(type);
  }

  public TestDatabase database() {
    return database;
  }

  public JdbcClient jdbc() {
    return JdbcClient.create(database.dataSource());
  }

  /** For files of tests; it goes with the service. */
  public Path folder() {
    return folder;
  }

  /** The artifact store's directory. */
  public Path artifacts() {
    return folder.resolve("artifacts");
  }

  public String address() {
    return "http://127.0.0.1:"
        + Objects.requireNonNull(context, "not started")
            .getEnvironment()
            .getProperty("local.server.port");
  }

  /** The generated client. */
  public ApiClient client() {
    ApiClient client = new ApiClient();
    client.updateBaseUri(address());
    return client;
  }

  /** Submits a job as the gateway would. */
  public UUID submit(JobKind kind, Object request) {
    String json = JsonMapper.shared().writeValueAsString(request);
    return bean(JobQueue.class).submit(JobSubmission.of(WORKSPACE, kind, json));
  }

  public JobReader jobs() {
    return jobs;
  }

  public JobView job(UUID id) {
    return jobs.find(WORKSPACE, id).orElseThrow();
  }

  /** Waits until the job has ended. */
  public JobView ended(UUID id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> job(id).state().terminal());
    return job(id);
  }

  /** What the job came to, once it has succeeded. */
  public JobResult result(UUID id) {
    JobView job = ended(id);
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return JsonMapper.shared().readValue(job.resultJson(), JobResult.class);
  }

  /** The problem, as JSON, of which the job failed. */
  public String problem(UUID id) {
    JobView job = ended(id);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    return Objects.requireNonNull(job.errorJson());
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("contextile-test").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
