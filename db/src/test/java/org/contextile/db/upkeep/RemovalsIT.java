// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextile.api.model.DependantType;
import org.contextile.api.model.Dependants;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.idempotency.MadeByRequest;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.idempotency.RequestKeys;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.job.JobOutputs;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.testing.TestDatabase;
import org.contextile.db.testing.WorkspaceRows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemovalsIT {
  private static final String DIGEST = "d".repeat(64);

  private final HikariDataSource pool = TestDatabase.migrated().pool(6);
  private final JdbcClient jdbc = JdbcClient.create(pool);
  private final JdbcTransactionManager transactions = new JdbcTransactionManager(pool);
  private final TransactionTemplate transaction = new TransactionTemplate(transactions);
  private final JobQueue queue = new JobQueue(jdbc, transactions, JobQueueSettings.DEFAULT);
  private final Removals removals = new Removals(jdbc, transactions);
  private int count;
  private String workspace = "";
  private WorkspaceRows rows = insertRows();

  private WorkspaceRows insertRows() {
    jdbc.sql("INSERT INTO artifact VALUES (:digest, 4, 'image/tiff') ON CONFLICT DO NOTHING")
        .param("digest", DIGEST)
        .update();
    workspace = "w" + ++count;
    // A session is known by the digest.
    jdbc.sql("DELETE FROM browser_session").update();
    return WorkspaceRows.insert(jdbc, workspace, DIGEST);
  }

  @BeforeEach
  void begin() {
    rows = insertRows();
  }

  @AfterAll
  void close() {
    pool.close();
  }

  @Test
  void everyReferenceToAThingIsALinkOrThatOfAPart() {
    record Reference(String table, String key, String on, boolean part) {}

    List<Reference> stored =
        jdbc.sql(
                """
                SELECT c.conrelid::regclass::text AS table, a.attname AS key, c.confrelid::regclass::text AS on,
                       c.confdeltype = 'c' AS part
                FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY (:things)
                """)
            .param("things", Stream.of(Thing.values()).map(Thing::table).toArray(String[]::new))
            .query(Reference.class)
            .list();

    Set<Reference> links =
        Stream.of(Thing.values())
            .flatMap(thing -> thing.links().stream())
            .map(it -> new Reference(it.table(), it.key(), it.on().table(), false))
            .collect(Collectors.toSet());
    assertThat(stored).filteredOn(it -> !it.part()).containsExactlyInAnyOrderElementsOf(links);
    assertThat(stored)
        .filteredOn(Reference::part)
        .extracting(Reference::table)
        .containsExactlyInAnyOrder("tiling", "cohort_slide");
  }

  @Test
  void nothingHangsOnWhatComesAfterIt() {
    for (Thing thing : Thing.values()) {
      assertThat(thing.links()).allMatch(link -> link.on().compareTo(thing) < 0);
    }
  }

  @Test
  void allThatHangsOnASlideIsNamedAndStays() {
    Problem problem = refusal(Thing.SLIDE, false);

    assertThat(problem.kind()).isEqualTo(ProblemType.IN_USE);
    assertThat(counts(problem))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                DependantType.COHORT, 1,
                DependantType.SPLIT, 1,
                DependantType.FEATURE_SET, 1,
                DependantType.CLASSIFIER, 1,
                DependantType.PREDICTION, 1));
    assertThat(problem.detail())
        .contains("theirs.svs", "1 feature set (" + rows.id("feature_set"), "?cascade=true");
    assertThat(there("slide") + there("prediction")).isEqualTo(2);
  }

  @Test
  void aThingGoesWithAllThatHangsOnItAndNothingElse() {
    removals.remove(workspace, Thing.SLIDE, rows.id("slide"), true);

    for (String gone :
        List.of("slide", "tiling", "cohort", "split", "feature_set", "classifier", "prediction")) {
      assertThat(there(gone)).as(gone).isZero();
    }
    assertThat(there("model")).isEqualTo(1);
    assertThat(refusal(Thing.SLIDE, true).kind()).isEqualTo(ProblemType.NOT_FOUND);
  }

  @ParameterizedTest
  @EnumSource
  void leavesGoAloneAndAreGoneThen(Thing thing) {
    List<Thing> later = List.of(Thing.values()).reversed();
    for (Thing each : later.subList(0, later.indexOf(thing))) {
      removals.remove(workspace, each, rows.id(each.table()), false);
    }

    removals.remove(workspace, thing, rows.id(thing.table()), false);

    assertThat(there(thing.table())).isZero();
    assertThat(refusal(thing, false).kind()).isEqualTo(ProblemType.NOT_FOUND);
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherWorkspaceHasIsNotThere(Thing thing) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> removals.remove("another", thing, rows.id(thing.table()), true))
        .matches(it -> it.problem().kind() == ProblemType.NOT_FOUND);
    assertThat(there(thing.table())).isEqualTo(1);
  }

  @Test
  void ofManyTheFirstAreNamedAndAllCounted() {
    for (int version = 0; version < 20; version++) {
      jdbc.sql(
              """
              INSERT INTO feature_set (workspace, slide_id, model_id, tiling_id, precision, reader, reader_version,
                                       artifact_digest, tile_count, feature_dim, unreadable_count)
              SELECT workspace, slide_id, model_id, tiling_id, precision, reader, :version, artifact_digest, 9, 96, 0
              FROM feature_set WHERE id = :feature_set
              """)
          .param("version", "5." + version)
          .params(rows.ids())
          .update();
    }

    Dependants sets =
        refusal(Thing.MODEL, false).dependants().stream()
            .filter(it -> it.getType() == DependantType.FEATURE_SET)
            .findFirst()
            .orElseThrow();

    assertThat(sets.getCount()).isEqualTo(21);
    assertThat(sets.getIds()).hasSize(10).isSorted().startsWith(rows.id("feature_set"));
  }

  @Test
  void aJobThatHasNotEndedIsInTheWayOfAllThatItNames() {
    UUID job = submit(JobKind.MIL_TRAINING, "{\"cohortId\": \"%s\"}".formatted(rows.id("cohort")));

    for (Thing needed : List.of(Thing.COHORT, Thing.SLIDE)) {
      Problem problem = refusal(needed, true);
      assertThat(problem.kind()).isEqualTo(ProblemType.IN_USE);
      assertThat(problem.dependants())
          .containsExactly(new Dependants(DependantType.JOB, 1, List.of(job)));
      assertThat(problem.detail()).contains(job.toString(), "cancel");
    }
    queue.cancel(workspace, job);
    removals.remove(workspace, Thing.SLIDE, rows.id("slide"), true);
    assertThat(there("cohort")).isZero();
  }

  @Test
  void aRunningJobIsInTheWayToo() {
    UUID job =
        submit(JobKind.INGEST, "{\"any\": {\"name\": [\"%s\"]}}".formatted(rows.id("model")));
    ClaimedJob claimed = claim(JobKind.INGEST, job);

    assertThat(refusal(Thing.MODEL, true).detail()).contains(job.toString());
    queue.succeed(claimed.lease(), "{}");
    removals.remove(workspace, Thing.MODEL, rows.id("model"), true);
    assertThat(there("model")).isZero();
  }

  @Test
  void ofAChildItsParentIsNamed() {
    jdbc.sql(
            "UPDATE job SET request = jsonb_build_object('slideIds', ARRAY[:slide]) WHERE id = :child")
        .params(rows.ids())
        .update();

    assertThat(refusal(Thing.SLIDE, true).dependants())
        .containsExactly(new Dependants(DependantType.JOB, 1, List.of(rows.id("job"))));
  }

  @Test
  void featuresAreNeededByWhoeverNamesTheirSlideAndTheirModel() {
    String request = "{\"modelId\": \"%s\", \"cohortId\": \"%s\"}";
    UUID another =
        submit(JobKind.MIL_TRAINING, request.formatted(UUID.randomUUID(), rows.id("cohort")));
    UUID job = submit(JobKind.MIL_TRAINING, request.formatted(rows.id("model"), rows.id("cohort")));

    assertThat(refusal(Thing.FEATURE_SET, true).dependants())
        .containsExactly(new Dependants(DependantType.JOB, 1, List.of(job)));
    queue.cancel(workspace, job);
    removals.remove(workspace, Thing.FEATURE_SET, rows.id("feature_set"), true);
    assertThat(there("feature_set") + there("prediction")).isZero();
    assertThat(there("classifier")).as("works without its features").isEqualTo(1);
    queue.cancel(workspace, another);
  }

  @Test
  void splitsAndPredictionsAreNeededByJobsThatFindThemThemselves() {
    UUID training =
        submit(
            JobKind.MIL_TRAINING,
            "{\"modelId\": \"%s\", \"cohortId\": \"%s\"}"
                .formatted(rows.id("model"), rows.id("cohort")));
    assertThat(refusal(Thing.SPLIT, true).dependants())
        .containsExactly(new Dependants(DependantType.JOB, 1, List.of(training)));
    queue.cancel(workspace, training);

    UUID classification =
        submit(
            JobKind.CLASSIFICATION,
            "{\"classifierId\": \"%s\", \"slideIds\": [\"%s\"]}"
                .formatted(rows.id("classifier"), rows.id("slide")));
    assertThat(refusal(Thing.PREDICTION, true).dependants())
        .containsExactly(new Dependants(DependantType.JOB, 1, List.of(classification)));
    queue.cancel(workspace, classification);
    removals.remove(workspace, Thing.PREDICTION, rows.id("prediction"), false);
  }

  @Test
  void whatCameOfADeletedModelKeepsItsFactsOverGenerations() {
    UUID first = rows.id("model");
    UUID second = model("second", first, first, null);
    UUID third = model("third", second, first, null);
    UUID cut = model("cut", null, null, second);

    removals.remove(workspace, Thing.MODEL, second, false);
    removals.remove(workspace, Thing.MODEL, first, true);

    for (UUID heir : List.of(third, cut)) {
      assertThat(forebear(heir, second, "name")).isEqualTo("second");
      assertThat(forebear(heir, second, "digest")).isEqualTo(DIGEST);
      assertThat(forebear(heir, second, "studentId")).isEqualTo(first.toString());
      assertThat(forebear(heir, first, "name")).isEqualTo("theirs");
    }
  }

  @Test
  void anIdThatAJobHadReservedIsNotPromisedAgain() {
    UUID job = submit(JobKind.FINE_TUNING, "{}");
    ClaimedJob claimed = claim(JobKind.FINE_TUNING, job);
    UUID made = queue.output(claimed.lease(), JobOutputType.MODEL);
    queue.succeed(
        claimed.lease(),
        () -> {
          jdbc.sql("UPDATE model SET id = :made WHERE id = :old")
              .param("made", made)
              .param("old", model("tuned", rows.id("model"), rows.id("model"), null))
              .update();
          return "{}";
        });
    JobOutputs outputs = new JobOutputs(jdbc);
    JobReader reader = new JobReader(jdbc);
    assertThat(outputs.makers(workspace, JobOutputType.MODEL, List.of(made))).containsValue(job);
    long version = reader.find(workspace, job).orElseThrow().version();

    removals.remove(workspace, Thing.MODEL, made, false);

    assertThat(outputs.makers(workspace, JobOutputType.MODEL, List.of(made))).isEmpty();
    var shown = reader.find(workspace, job).orElseThrow();
    assertThat(shown.version()).isGreaterThan(version);
    assertThat(shown.outputs())
        .singleElement()
        .matches(output -> output.id().equals(made) && output.deleted());
  }

  @Test
  void aRepeatOfTheRequestThatMadeItStillMeetsIt() {
    RequestKeys keys = new RequestKeys(jdbc);
    removals.remove(workspace, Thing.COHORT, rows.id("cohort"), true);

    assertThat(keys.find(workspace, WorkspaceRows.KEY))
        .contains(new MadeByRequest(MadeType.COHORT, rows.id("cohort"), "d"));
  }

  @Test
  void deletionsAreKeptOffInATransactionOnly() {
    assertThatIllegalStateException().isThrownBy(() -> removals.keepOff(workspace));
  }

  /** Whichever is first: no job ever waits for a model that is gone. */
  @Test
  void aJobThatIsSubmittedMeanwhileIsFoundOrFindsNothing() throws Exception {
    for (int round = 0; round < 30; round++) {
      UUID model = model("contested", null, null, null);
      CompletableFuture<Boolean> deleted =
          CompletableFuture.supplyAsync(() -> removed(Thing.MODEL, model));
      Thread.sleep(Duration.ofMillis(round % 5));
      CompletableFuture<Boolean> queued = CompletableFuture.supplyAsync(() -> submittedOver(model));

      assertThat(queued.get()).isNotEqualTo(deleted.get());
      assertThat(
              jdbc.sql("SELECT count(*) FROM model WHERE id = :model")
                  .param("model", model)
                  .query(Integer.class)
                  .single())
          .isEqualTo(queued.get() ? 1 : 0);
    }
  }

  /** What a running job publishes is not looked for by jobs alone: the foreign keys hold. */
  @Test
  void whatIsPublishedMeanwhileIsNotOrphaned() throws Exception {
    for (int round = 0; round < 20; round++) {
      UUID model = model("published", null, null, null);
      CompletableFuture<Boolean> deleted =
          CompletableFuture.supplyAsync(() -> removed(Thing.MODEL, model));
      CompletableFuture<Boolean> published = CompletableFuture.supplyAsync(() -> published(model));

      boolean gone = deleted.get();
      assertThat(published.get()).isNotEqualTo(gone);
      assertThat(
              jdbc.sql("SELECT count(*) FROM feature_set WHERE model_id = :model")
                  .param("model", model)
                  .query(Integer.class)
                  .single())
          .isEqualTo(gone ? 0 : 1);
    }
  }

  private boolean published(UUID model) {
    try {
      return jdbc.sql(
                  """
                  INSERT INTO feature_set (workspace, slide_id, model_id, tiling_id, precision, reader, reader_version,
                                           artifact_digest, tile_count, feature_dim, unreadable_count)
                  VALUES (:workspace, :slide, :made, :tiling, 'FP32', 'openslide', '4.0.1', :digest, 9, 96, 0)
                  """)
              .params(rows.ids())
              .param("made", model)
              .param("workspace", workspace)
              .param("digest", DIGEST)
              .update()
          == 1;
    } catch (DataIntegrityViolationException e) {
      return false;
    }
  }

  private boolean removed(Thing thing, UUID id) {
    try {
      removals.remove(workspace, thing, id, false);
      return true;
    } catch (ProblemException e) {
      assertThat(e.problem().kind()).isEqualTo(ProblemType.IN_USE);
      return false;
    }
  }

  /** As a request does: what it names is looked for and the job is queued in one transaction. */
  private boolean submittedOver(UUID model) {
    return transaction.execute(
        _ -> {
          removals.keepOff(workspace);
          boolean there =
              jdbc.sql("SELECT count(*) FROM model WHERE id = :model")
                      .param("model", model)
                      .query(Integer.class)
                      .single()
                  == 1;
          if (there) {
            submit(JobKind.FEATURE_EXTRACTION, "{\"modelIds\": [\"%s\"]}".formatted(model));
          }
          return there;
        });
  }

  private Problem refusal(Thing thing, boolean cascade) {
    try {
      removals.remove(workspace, thing, rows.id(thing.table()), cascade);
    } catch (ProblemException e) {
      return e.problem();
    }
    throw new AssertionError("It was deleted");
  }

  private static Map<DependantType, Integer> counts(Problem problem) {
    return problem.dependants().stream()
        .collect(Collectors.toMap(Dependants::getType, Dependants::getCount));
  }

  private UUID submit(JobKind kind, String request) {
    return queue.submit(JobSubmission.of(workspace, kind, request));
  }

  private ClaimedJob claim(JobKind kind, UUID job) {
    ClaimedJob claimed = queue.claim("worker", kind, Duration.ofMinutes(1)).orElseThrow();
    assertThat(claimed.lease().jobId()).isEqualTo(job);
    return claimed;
  }

  private UUID model(
      String name, @Nullable UUID student, @Nullable UUID teacher, @Nullable UUID whole) {
    return jdbc.sql(
            """
            INSERT INTO model (workspace, name, origin, architecture, artifact_digest, feature_dim, input_size_px,
                               pixel_input, mean, std, parameters, student_id, teacher_id, card)
            SELECT workspace, :name, CASE WHEN CAST(:student AS uuid) IS NULL THEN 'IMPORTED' ELSE 'FINE_TUNED' END,
                   architecture, artifact_digest, feature_dim, input_size_px, pixel_input, mean, std, parameters,
                   CAST(:student AS uuid), CAST(:teacher AS uuid), jsonb_strip_nulls(jsonb_build_object(
                     'truncatedFrom', CAST(:whole AS uuid)))
            FROM model WHERE id = :model RETURNING id
            """)
        .param("name", name)
        .param("student", student)
        .param("teacher", teacher)
        .param("whole", whole)
        .params(rows.ids())
        .query(UUID.class)
        .single();
  }

  private String forebear(UUID heir, UUID gone, String fact) {
    return jdbc.sql("SELECT forebears -> CAST(:gone AS text) ->> :fact FROM model WHERE id = :heir")
        .param("gone", gone.toString())
        .param("fact", fact)
        .param("heir", heir)
        .query(String.class)
        .single();
  }

  private int there(String table) {
    return jdbc.sql("SELECT count(*) FROM %s WHERE id = :id".formatted(table))
        .param("id", rows.id(table))
        .query(Integer.class)
        .single();
  }
}
