// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.client.ApiClient;
import org.contextile.client.SlidesApi;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.db.testing.TestDatabase;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The service on a database and folders of its own. */
record RunningService(ConfigurableApplicationContext context, Path folder)
    implements AutoCloseable {
  static final String WORKSPACE = "default";

  static RunningService start(Path folder, Path root) {
    return start(folder, root, "--contextile.security.open=true");
  }

  /** Only callers with the key work in the workspace. */
  static RunningService startClosed(Path folder, Path root, String key) {
    return start(folder, root, "--contextile.security.keys=" + WORKSPACE + ":" + key);
  }

  private static RunningService start(Path folder, Path root, String security) {
    TestDatabase database = TestDatabase.migrated();
    ConfigurableApplicationContext context =
        SpringApplication.run(
            IngestApplication.class,
            "--spring.config.name=contextile-ingest",
            "--server.port=0",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--contextile.artifacts.directory=" + folder.resolve("artifacts"),
            "--contextile.ingest.roots=" + root,
            security,
            "--contextile.worker.poll=1s");
    return new RunningService(context, folder);
  }

  String address() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  SlidesApi slides() {
    ApiClient client = new ApiClient();
    client.updateBaseUri(address());
    return new SlidesApi(client);
  }

  JobState state(UUID job) {
    return context.getBean(JobReader.class).find(WORKSPACE, job).orElseThrow().state();
  }

  JobView finished(UUID job) {
    JobReader reader = context.getBean(JobReader.class);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> reader.find(WORKSPACE, job).orElseThrow().state().terminal());
    return reader.find(WORKSPACE, job).orElseThrow();
  }

  /** Every file in the artifact store and among the uploads. */
  List<Path> storedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Waits until just these files are stored; what a job left goes right after the job ended. */
  void awaitStored(List<Path> files) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(storedFiles()).containsExactlyInAnyOrderElementsOf(files));
  }

  long rows(String table) {
    return context
        .getBean(JdbcClient.class)
        .sql("SELECT count(*) FROM " + table)
        .query(Long.class)
        .single();
  }

  @Override
  public void close() {
    context.close();
  }
}
