// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static java.util.stream.Collectors.toMap;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.contextile.db.job.Backoff;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.testing.DatabaseLine;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** Workers of one database, each with connections of its own; and what tests ask the database. */
final class Workers implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(3);
  static final Duration HEARTBEAT = LEASE.dividedBy(3);

  /** How long everything that must happen may take on a busy machine. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final JobQueueSettings SETTINGS =
      new JobQueueSettings(
          new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1)), 100, 1000, 1000, Map.of());

  /** What a test's handler does. */
  interface Work {
    JobEnding run(JobContext job) throws Exception;
  }

  private final String url;
  private final Path scratch;
  private final HikariDataSource database;
  private final JobQueue queue;
  private final JobReader reader;
  private final List<Worker> workers = new ArrayList<>();
  private Duration poll = Duration.ofMillis(300);
  private Duration grace = Duration.ofSeconds(5);
  private int slots = 1;
  private int cap = Integer.MAX_VALUE;
  private int gpus;
  private List<JobKind> kinds = List.of(JobKind.INGEST);
  private ObservationRegistry observations = ObservationRegistry.NOOP;

  Workers(String url, Path scratch) {
    this.url = url;
    this.scratch = scratch;
    this.database = Worker.pool(url, 3);
    JdbcClient jdbc = JdbcClient.create(database);
    this.queue = new JobQueue(jdbc, new JdbcTransactionManager(database), SETTINGS);
    this.reader = new JobReader(jdbc);
  }

  /** How long the workers started from now on wait for a notification. */
  Workers polling(Duration value) {
    poll = value;
    return this;
  }

  /** How long the workers started from now on let jobs hand themselves back. */
  Workers within(Duration value) {
    grace = value;
    return this;
  }

  /** How many jobs at once the workers started from now on do. */
  Workers doing(int value) {
    slots = value;
    return this;
  }

  /** How many jobs of a workspace may run, but for the workspace "favoured". */
  Workers capping(int value) {
    cap = value;
    return this;
  }

  /** How many GPUs the workers started from now on have. */
  Workers withGpus(int value) {
    gpus = value;
    return this;
  }

  /** Which kinds of jobs the workers started from now on do. */
  Workers ofKinds(JobKind... values) {
    kinds = List.of(values);
    return this;
  }

  /** Who hears of the runs of the workers started from now on. */
  Workers observedBy(ObservationRegistry value) {
    observations = value;
    return this;
  }

  /** Opens a line to the server, for {@link #start(String, DatabaseLine, Work)}. */
  DatabaseLine line() {
    URI server = URI.create(url.substring("jdbc:".length()));
    return DatabaseLine.to(server.getHost(), server.getPort());
  }

  Worker start(Work work) {
    return start("worker", url, work);
  }

  /** Starts a worker that reaches the database by this line only. */
  Worker start(String name, DatabaseLine line, Work work) {
    String path = URI.create(url.substring("jdbc:".length())).getPath();
    return start(name, "jdbc:postgresql://127.0.0.1:" + line.port() + path, work);
  }

  private Worker start(String name, String url, Work work) {
    return start(name, url, kinds.stream().collect(toMap(Function.identity(), _ -> work)));
  }

  /** Starts a worker for several kinds. */
  Worker start(Map<JobKind, Work> work) {
    return start("worker", url, work);
  }

  private Worker start(String name, String url, Map<JobKind, Work> work) {
    WorkerProperties properties =
        new WorkerProperties(
            name,
            LEASE,
            poll,
            Duration.ofMillis(500),
            grace,
            work.keySet().stream().collect(toMap(JobKind::text, _ -> slots)),
            Map.of("ingest", cap),
            Map.of("favoured", Map.of("ingest", Integer.MAX_VALUE)),
            gpus,
            DataSize.ofGigabytes(8),
            scratch);
    HikariDataSource pool = Worker.pool(url, 4);
    JobQueue its =
        new JobQueue(JdbcClient.create(pool), new JdbcTransactionManager(pool), SETTINGS);
    WorkerConnections connections = WorkerConnections.beside(pool, LEASE);
    RunningJobs running =
        new RunningJobs(
            its,
            connections.heartbeats(),
            new RowArtifacts(scratch.resolve("artifacts"), JdbcClient.create(pool)),
            JsonMapper.shared(),
            observations,
            properties);
    JobRunner runner =
        new JobRunner(
            its,
            connections.listening(),
            work.entrySet().stream()
                .map(kind -> (JobHandler) new Handler(kind.getKey(), kind.getValue()))
                .toList(),
            properties,
            running);
    Worker worker = new Worker(runner, pool, connections);
    workers.add(worker);
    runner.start();
    return worker;
  }

  private record Handler(JobKind kind, Work work) implements JobHandler {
    @Override
    public JobEnding run(JobContext job) throws Exception {
      return work.run(job);
    }
  }

  JobQueue queue() {
    return queue;
  }

  JdbcClient jdbc() {
    return JdbcClient.create(database);
  }

  Connection connection() throws SQLException {
    return database.getConnection();
  }

  UUID submit() {
    return queue.submit(JobSubmission.of("w", JobKind.INGEST, "{}"));
  }

  JobView view(UUID id) {
    return reader.find("w", id).orElseThrow();
  }

  JobState state(UUID id) {
    return view(id).state();
  }

  List<JobAttempt> attempts(UUID id) {
    return reader.attempts(id);
  }

  /** The messages of a job's log, oldest first. */
  List<String> log(UUID id) {
    return jdbc()
        .sql(
            "select data->>'message' from job_event where job_id = :id and type = 'log' order by id")
        .param("id", id)
        .query(String.class)
        .list();
  }

  long written(String name) {
    return jdbc()
        .sql("select count(*) from cohort where name = :name")
        .param("name", name)
        .query(Long.class)
        .single();
  }

  /** Ends all connections to this database but the caller's own. */
  int killConnections() {
    return jdbc()
        .sql(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """)
        .query(Integer.class)
        .single();
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    database.close();
  }
}
