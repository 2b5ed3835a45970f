// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contextile.db.Migrate;
import org.contextile.gateway.StoredRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Kills gateway and database at random moments while clients submit jobs, until so many jobs were
 * committed of which the answer was lost.
 */
final class KilledSubmissionIT {
  private static final int CLIENTS = 12;
  private static final Duration LONGEST_PEACE = Duration.ofMillis(300);

  private enum Victim {
    GATEWAY,
    DATABASE,
    BOTH
  }

  @TempDir private Path directory;
  private MortalDatabase database;
  private MortalGateway gateway;
  private HikariDataSource pool;
  private JdbcClient jdbc;
  private Submissions submissions;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    database = new MortalDatabase(directory.resolve("data"), directory.resolve("postgres.log"));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url() + "?connectTimeout=2&socketTimeout=5");
    config.setUsername(MortalDatabase.user());
    config.setMaximumPoolSize(CLIENTS);
    config.setConnectionTimeout(1000);
    pool = new HikariDataSource(config);
    Migrate.migrate(pool);
    jdbc = JdbcClient.create(pool);
    gateway = new MortalGateway(database, directory);
    StoredRows rows = new StoredRows(jdbc);
    String body =
        "{\"modelIds\":[\"%s\"],\"slideIds\":[\"%s\"]}"
            .formatted(rows.model(), rows.slide("a.svs"));
    submissions = new Submissions(gateway, jdbc, body);
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    gateway.kill();
    pool.close();
    database.kill();
  }

  @Test
  void aJobWhoseAnswerIsLostIsMadeOnce(TestReporter report) throws Exception {
    killUntil(5, 1, report);
  }

  @Tag("long")
  @Test
  void twoHundredJobsWhoseAnswersAreLostAreMadeOnce(TestReporter report) throws Exception {
    killUntil(200, 7, report);
  }

  private void killUntil(int cutOff, long seed, TestReporter report) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
    Map<Victim, Long> lost = new EnumMap<>(Victim.class);
    List<Thread> clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(_ -> Thread.ofPlatform().daemon().start(submissions::run))
            .toList();
    while (submissions.failures().isEmpty()
        && (submissions.cutOff() < cutOff || killed.size() < Victim.values().length)) {
      // Each once, then any.
      Victim victim =
          Victim.values()[
              killed.size() < Victim.values().length
                  ? killed.size()
                  : random.nextInt(Victim.values().length)];
      awaitPeace();
      long before = submissions.cutOff();
      Thread.sleep(random.nextLong(LONGEST_PEACE.toMillis()));
      kill(victim);
      awaitPeace();
      killed.merge(victim, 1, Integer::sum);
      lost.merge(victim, submissions.cutOff() - before, Long::sum);
    }
    submissions.stop();
    for (Thread client : clients) {
      client.join();
    }
    report.publishEntry(
        "%d submissions, killed %s, answers lost after the commit %s, in all %d"
            .formatted(submissions.answers().size(), killed, lost, submissions.cutOff()));
    assertThat(submissions.failures()).isEmpty();
    everyJobIsThereOnce();
  }

  /**
   * Waits until every client has been answered, so that all that the last kill cut off is known.
   */
  private void awaitPeace() throws InterruptedException {
    int enough = submissions.answers().size() + 2 * CLIENTS;
    while (submissions.failures().isEmpty() && submissions.answers().size() < enough) {
      Thread.sleep(5);
    }
  }

  private void kill(Victim victim) throws IOException, InterruptedException {
    if (victim != Victim.DATABASE) {
      gateway.kill();
    }
    if (victim != Victim.GATEWAY) {
      database.kill();
      database.startAgain();
    }
    if (victim != Victim.DATABASE) {
      gateway.startAgain();
    }
    gateway.awaitAnswer();
  }

  private void everyJobIsThereOnce() throws IOException, InterruptedException {
    Map<String, String> made = new HashMap<>();
    jdbc.sql("SELECT idempotency_key, id FROM job")
        .query(
            row -> {
              assertThat(made.put(row.getString("idempotency_key"), row.getString("id"))).isNull();
            });
    assertThat(made.keySet()).isEqualTo(submissions.answers().keySet());
    for (Map.Entry<String, Submissions.Answered> each : submissions.answers().entrySet()) {
      Submissions.Answered answer = each.getValue();
      String id = made.get(each.getKey());
      assertThat(answer.location()).isEqualTo("/v1/jobs/" + id);
      assertThat(answer.body()).contains("\"id\":\"" + id + "\"");
      if (answer.cutOff()) {
        HttpResponse<String> again = submissions.post(each.getKey());
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(answer.body());
      }
    }
    assertThat(jdbc.sql("SELECT count(*) FROM job_waiting").query(Integer.class).single())
        .isEqualTo(made.size());
  }
}
