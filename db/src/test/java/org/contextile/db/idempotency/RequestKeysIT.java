// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.SubmittedJob;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Timeout(60)
class RequestKeysIT {
  private static final RequestKey KEY = new RequestKey("k", "digest");
  private static final RequestKey OTHER = new RequestKey("k", "another digest");

  private final DataSource source = TestDatabase.migrated().dataSource();
  private final JdbcClient jdbc = JdbcClient.create(source);
  private final JdbcTransactionManager transactions = new JdbcTransactionManager(source);
  private final TransactionTemplate transaction = new TransactionTemplate(transactions);
  private final RequestKeys keys = new RequestKeys(jdbc);
  private final JobQueue queue = new JobQueue(jdbc, transactions, JobQueueSettings.DEFAULT);

  @Test
  void aJobIsFoundByTheKeyOfItsSubmission() {
    UUID job = submit("w", KEY);

    assertThat(keys.find("w", "k")).contains(new MadeByRequest(MadeType.JOB, job, "digest"));
    assertThat(keys.find("w", "another")).isEmpty();
    assertThat(keys.find("other", "k")).isEmpty();
    assertThat(submit("other", OTHER)).isNotEqualTo(job);
  }

  @Test
  void aSecondSubmissionWithTheKeyHasNoEffect() {
    submit("w", KEY);

    assertThatExceptionOfType(RequestRepeatedException.class)
        .isThrownBy(() -> submit("w", KEY))
        .matches(RequestRepeatedException::sameRequest);
    assertThatExceptionOfType(RequestRepeatedException.class)
        .isThrownBy(() -> submit("w", OTHER))
        .matches(repeated -> !repeated.sameRequest());
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void keysAreOneNameSpaceWhateverIsMade() {
    UUID cohort = transaction.execute(_ -> cohort("c", KEY));

    assertThat(keys.find("w", "k")).contains(new MadeByRequest(MadeType.COHORT, cohort, "digest"));
    assertThatExceptionOfType(RequestRepeatedException.class).isThrownBy(() -> submit("w", OTHER));
    assertThat(jobs()).isZero();
  }

  @Test
  void whatIsNotCommittedLeavesNoKey() {
    transaction.executeWithoutResult(
        status -> {
          submit("w", KEY);
          status.setRollbackOnly();
        });

    assertThat(keys.find("w", "k")).isEmpty();
    submit("w", OTHER);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void aRepeatThatRacesTheFirstWaitsForItsCommit() {
    CompletableFuture<UUID> second = new CompletableFuture<>();
    transaction.executeWithoutResult(
        _ -> {
          cohort("c", KEY);
          var _ = second.completeAsync(() -> submit("w", KEY));
          await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 1);
          assertThat(second).isNotDone();
        });

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(second::join)
        .withCauseInstanceOf(RequestRepeatedException.class);
    assertThat(jobs()).isZero();
  }

  @Test
  void aRepeatThatRacesOneThatIsRolledBackIsTheFirst() {
    CompletableFuture<UUID> second = new CompletableFuture<>();
    transaction.executeWithoutResult(
        status -> {
          cohort("c", KEY);
          var _ = second.completeAsync(() -> submit("w", KEY));
          await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 1);
          status.setRollbackOnly();
        });

    UUID job = second.join();
    assertThat(keys.find("w", "k")).contains(new MadeByRequest(MadeType.JOB, job, "digest"));
  }

  @Test
  void aKeyIsForgottenAfterADayAndFreeForAnotherRequest() {
    UUID job = submit("w", KEY);
    jdbc.sql("UPDATE job SET created_at = created_at - interval '23 hours'").update();
    assertThat(keys.find("w", "k")).isPresent();
    jdbc.sql("UPDATE job SET created_at = created_at - interval '1 hour'").update();

    assertThat(keys.find("w", "k")).isEmpty();
    UUID next = submit("w", OTHER);
    assertThat(next).isNotEqualTo(job);
    assertThat(keys.find("w", "k"))
        .contains(new MadeByRequest(MadeType.JOB, next, "another digest"));
  }

  @Test
  void theKeyOfAControlIsKeptOnlyWhenItIsAccepted() {
    UUID job = submit("w", new RequestKey("submission", "digest"));
    assertThat(queue.retry("w", job, KEY)).isInstanceOf(JobControl.Accepted.class);
    assertThat(keys.find("w", "k"))
        .contains(new MadeByRequest(MadeType.JOB_CONTROL, job, "digest"));
    queue.cancel("w", job);

    RequestKey late = new RequestKey("late", "digest");
    assertThat(queue.cancel("w", job, late)).isInstanceOf(JobControl.Refused.class);
    assertThat(keys.find("w", "late")).isEmpty();
    assertThatExceptionOfType(RequestRepeatedException.class)
        .isThrownBy(() -> queue.retry("w", job, KEY));
    assertThat(new JobReader(jdbc).find("w", job).orElseThrow().state())
        .isEqualTo(JobState.CANCELLED);
  }

  @Test
  void controlsOlderThanADayAreDropped() {
    UUID job = submit("w", new RequestKey("submission", "digest"));
    queue.retry("w", job, KEY);
    jdbc.sql("UPDATE keyed_request SET created_at = created_at - interval '1 day'").update();

    queue.retry("another", submit("another", KEY), new RequestKey("second", "digest"));
    var _ = queue.sweep();

    assertThat(jdbc.sql("SELECT idempotency_key FROM keyed_request").query(String.class).list())
        .containsExactly("second");
  }

  @Test
  void aJobIsSeenAsItWasSubmittedWhateverBecomesOfIt() {
    JobReader reader = new JobReader(jdbc);
    UUID job = submit("w", KEY);
    Optional<SubmittedJob> first = reader.findSubmitted("w", job);
    assertThat(first).map(SubmittedJob::state).contains(JobState.QUEUED);
    var lease = queue.claim("worker", JobKind.INGEST, Duration.ofMinutes(1)).orElseThrow().lease();
    assertThat(reader.findSubmitted("w", job)).isEqualTo(first);
    queue.fail(lease, "{}", false);

    assertThat(reader.findSubmitted("w", job)).isEqualTo(first);
    assertThat(reader.findSubmitted("other", job)).isEmpty();
  }

  @Test
  void aKeyIsNotTakenOutsideATransaction() {
    assertThatIllegalStateException().isThrownBy(() -> keys.take("w", KEY));
  }

  private UUID submit(String workspace, RequestKey key) {
    return queue.submit(JobSubmission.of(workspace, JobKind.INGEST, "{}").withKey(key));
  }

  private UUID cohort(String name, RequestKey key) {
    keys.take("w", key);
    UUID id =
        jdbc.sql("INSERT INTO cohort (workspace, name) VALUES ('w', :name) RETURNING id")
            .param("name", name)
            .query(UUID.class)
            .single();
    keys.mark("w", key, MadeType.COHORT, id);
    return id;
  }

  private long jobs() {
    return jdbc.sql("SELECT count(*) FROM job").query(Long.class).single();
  }

  private long waiting() {
    return JdbcClient.create(source)
        .sql(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        .query(Long.class)
        .single();
  }
}
