// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.contextile.db.Migrate;
import org.contextile.db.job.Backoff;
import org.contextile.db.job.JobChildren;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobSubmission;
import org.contextile.standalone.EmbeddedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Three workers, each a process, have jobs that wait for each other and jobs with children of
 * unlike kinds; one of the workers is killed at a random moment while it holds a job.
 */
final class KilledStudyIT {
  private static final String WORKSPACE = "w";
  private static final List<String> WORKERS = List.of("one", "two", "three");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** So many that every worker gets some, whichever is killed. */
  private static final int GRAPHS = 6;

  private static final int STUDIES = 3;

  @TempDir private Path home;
  private final Map<String, Process> processes = new HashMap<>();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private EmbeddedDatabase database;
  private JdbcClient jdbc;
  private JobQueue queue;
  private JobReader reader;

  @BeforeEach
  void start() throws Exception {
    database = EmbeddedDatabase.start(home);
    Migrate.migrate(database.dataSource());
    jdbc = JdbcClient.create(database.dataSource());
    jdbc.sql("CREATE TABLE effect (job_id uuid NOT NULL, output_id uuid)").update();
    jdbc.sql("GRANT INSERT ON effect TO contextile_workspace").update();
    queue =
        new JobQueue(
            jdbc,
            new JdbcTransactionManager(database.dataSource()),
            new JobQueueSettings(
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
                20,
                1000,
                1000,
                Map.of()));
    reader = new JobReader(jdbc);
    for (String worker : WORKERS) {
      processes.put(worker, launch(worker));
    }
  }

  @AfterEach
  void stop() throws IOException {
    processes.values().forEach(Process::destroyForcibly);
    database.close();
  }

  @Test
  void everythingIsDoneOnceWhateverIsKilled() throws Exception {
    for (String worker : WORKERS) {
      await(worker + " to be up", () -> started(worker));
    }
    List<UUID> graphs = new ArrayList<>();
    for (int i = 0; i < GRAPHS; i++) {
      graphs.addAll(graph());
    }
    List<UUID> studies = new ArrayList<>();
    for (int i = 0; i < STUDIES; i++) {
      studies.add(
          queue.submit(JobSubmission.of(WORKSPACE, JobKind.MODEL_IMPORT, "{\"divided\": true}")));
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(2000));

    kill(WORKERS.get(random.nextInt(WORKERS.size())));

    await("the end of all jobs", () -> count("job WHERE finished_at IS NULL") == 0);
    assertThat(jdbc.sql("SELECT DISTINCT state FROM job").query(String.class).list())
        .as("seed %d", seed)
        .containsExactly("SUCCEEDED");
    assertThat(count("job")).isEqualTo(graphs.size() + STUDIES * (1 + 4 + StudyWorker.SLIDES));
    assertThat(count("effect")).isEqualTo(count("job"));
    assertThat(count("effect JOIN job ON job.id = effect.job_id")).isEqualTo(count("job"));
    assertThat(jdbc.sql("SELECT count(DISTINCT job_id) FROM effect").query(Long.class).single())
        .isEqualTo(count("job"));
    assertThat(
            count("effect LEFT JOIN job_output USING (job_id) WHERE output_id IS DISTINCT FROM id"))
        .as("things under another id than the reserved one")
        .isZero();
    assertThat(count("job_attempt WHERE outcome = 'EXPIRED'")).isPositive();
    assertThat(count("job_attempt WHERE outcome = 'FAILED'")).isZero();
    assertThat(count("job_lease")).isZero();
    for (UUID study : studies) {
      assertThat(reader.find(WORKSPACE, study).orElseThrow().children())
          .isEqualTo(new JobChildren(4, 4, 0, 0));
    }
  }

  /** Fine-tuning, extraction, training and classification, submitted at once. */
  private List<UUID> graph() {
    return queue.together(
        () -> {
          List<UUID> jobs = new ArrayList<>();
          for (JobKind kind :
              List.of(
                  JobKind.FINE_TUNING,
                  JobKind.FEATURE_EXTRACTION,
                  JobKind.MIL_TRAINING,
                  JobKind.CLASSIFICATION)) {
            jobs.add(
                queue.submit(
                    JobSubmission.of(WORKSPACE, kind, "{\"divided\": false}")
                        .withDependsOn(jobs.isEmpty() ? Set.of() : Set.of(jobs.getLast()))));
          }
          return jobs;
        });
  }

  /** In a moment in which it holds a job. */
  private void kill(String worker) throws Exception {
    Process process = Objects.requireNonNull(processes.get(worker));
    await(
        worker + " to hold a job",
        () -> {
          signal(process, "STOP");
          if (count("job_lease WHERE worker = '" + worker + "'") > 0) {
            return true;
          }
          signal(process, "CONT");
          TimeUnit.MILLISECONDS.sleep(random.nextInt(50));
          return false;
        });
    process.destroyForcibly().waitFor();
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
    TimeUnit.MILLISECONDS.sleep(20);
  }

  private boolean started(String worker) throws IOException {
    return Files.readString(home.resolve(worker + ".log")).contains("Started StudyWorker");
  }

  private Process launch(String worker) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StudyWorker.class.getName(),
            "--spring.config.import=classpath:contextile-service.yml",
            "--spring.main.web-application-type=none",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=",
            "--contextile.artifacts.directory=" + home.resolve("artifacts"),
            "--contextile.worker.name=" + worker,
            "--contextile.worker.lease=2s",
            "--contextile.worker.poll=200ms",
            "--contextile.worker.sweep=200ms");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(home.resolve(worker + ".log").toFile())
        .start();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        StringBuilder logs = new StringBuilder("Waited for " + what + "; seed " + seed);
        for (String worker : WORKERS) {
          List<String> lines = Files.readAllLines(home.resolve(worker + ".log"));
          logs.append("\n").append(worker).append(":\n");
          logs.append(
              String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
        }
        throw new AssertionError(logs.toString());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private long count(String what) {
    return jdbc.sql("SELECT count(*) FROM " + what).query(Long.class).single();
  }
}
