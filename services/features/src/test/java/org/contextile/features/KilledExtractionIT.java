// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.TilingSpec;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** Kills a process that extracts a slide by three models, at random moments. */
final class KilledExtractionIT {

  private static final TilingSpec TILING =
      new TilingSpec().tileSizePx(64).mpp(0.5).minTissue(0.0).overlapPx(32);
  private static final int BATCH = 3;
  private static final Pattern COMPUTED = Pattern.compile("([0-9a-f-]{36}: batch \\d+) computed");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final FeaturesService service =
      new FeaturesService(
          RunningService.of(
              FeaturesApplication.class,
              Map.of("contextile.features.batch-size", Integer.toString(BATCH))));
  private final RunningService running = service.running();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private @Nullable Process worker;

  @AfterEach
  void end() throws InterruptedException {
    if (worker != null) {
      worker.destroyForcibly().waitFor();
    }
    running.close();
  }

  @Test
  void twoKillsChangeNoByteAndCostOneBatchEach() throws Exception {
    extractKilling(2);
  }

  @Test
  @Tag("long")
  void tenKillsChangeNoByteAndCostOneBatchEach() throws Exception {
    extractKilling(10);
  }

  private void extractKilling(int kills) throws Exception {
    running.start();
    List<UUID> models = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      models.add(service.assemble("model-" + i, i).getId());
    }
    SlideEntity undisturbed = service.slide(21);
    SlideEntity slide = service.slide(21);
    List<String> expected = digests(submit(models, undisturbed));
    assertThat(expected).hasSize(3).doesNotHaveDuplicates();
    running.stop();
    Path log = running.folder().resolve("worker.log");
    UUID job = submit(models, slide);
    launch(log);

    String kept = "";
    for (int i = 0; i < kills; i++) {
      kept = killAfterMore(job, kept);
      launch(log);
    }
    List<String> digests = digests(job);

    assertThat(digests).as("seed %d", seed).isEqualTo(expected);
    assertThat(running.job(job).attempt()).isEqualTo(kills + 1);
    assertThat(checkpoint(job)).as("what was kept is let go").isEmpty();
    Map<String, Long> times =
        COMPUTED
            .matcher(Files.readString(log))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    long tiles =
        running.jdbc().sql("SELECT max(tile_count) FROM feature_set").query(Long.class).single();
    assertThat(times).hasSize(Math.ceilDiv((int) tiles, BATCH));
    assertThat(times.values()).as("seed %d", seed).allMatch(count -> count <= 2);
    assertThat(times.values().stream().filter(count -> count > 1).count())
        .as("seed %d", seed)
        .isLessThanOrEqualTo(kills);
  }

  /** Kills the worker at a random moment after it has kept more than it began with. */
  private String killAfterMore(UUID job, String kept) throws Exception {
    Process process = Objects.requireNonNull(worker);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !checkpoint(job).isEmpty() && !checkpoint(job).equals(kept));
    TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
    process.destroyForcibly().waitFor();
    assertThat(running.job(job).state()).as("seed %d", seed).isEqualTo(JobState.RUNNING);
    // Neither the number of attempts nor the wait between them is looked at here.
    running.jdbc().sql("UPDATE job SET failures = 0").update();
    return checkpoint(job);
  }

  private String checkpoint(UUID job) {
    return running
        .jdbc()
        .sql("SELECT coalesce(checkpoint_digest, '') FROM job WHERE id = :job")
        .param("job", job)
        .query(String.class)
        .single();
  }

  private UUID submit(List<UUID> models, SlideEntity slide) {
    FeatureExtractionRequest request =
        new FeatureExtractionRequest(models).slideIds(List.of(slide.id())).tiling(TILING);
    DataSource database = running.database().dataSource();
    return new JobQueue(
            running.jdbc(), new JdbcTransactionManager(database), JobQueueSettings.DEFAULT)
        .submit(
            JobSubmission.of(
                RunningService.WORKSPACE,
                JobKind.FEATURE_EXTRACTION,
                JsonMapper.shared().writeValueAsString(request)));
  }

  /** Of the feature files that the job makes, in the models' order. */
  private List<String> digests(UUID job) {
    return running.result(job).getFeatureSetIds().stream()
        .map(
            id ->
                running
                    .jdbc()
                    .sql("SELECT artifact_digest FROM feature_set WHERE id = :id")
                    .param("id", id)
                    .query(String.class)
                    .single())
        .toList();
  }

  private void launch(Path log) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            FeaturesApplication.class.getName(),
            "--server.port=0",
            "--spring.datasource.url=" + running.database().url(),
            "--spring.datasource.username=" + running.database().username(),
            "--spring.datasource.password=" + running.database().password(),
            "--contextile.artifacts.directory=" + running.artifacts(),
            "--contextile.security.open=true",
            "--contextile.features.batch-size=" + BATCH,
            "--contextile.features.checkpoint-interval=0s",
            "--contextile.worker.lease=2s",
            "--contextile.worker.poll=200ms",
            "--contextile.worker.sweep=200ms",
            "--logging.level.org.contextile.features=debug");
    worker =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }
}
