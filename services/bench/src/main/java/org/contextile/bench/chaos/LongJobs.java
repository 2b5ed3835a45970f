// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.contextile.db.job.JobKind;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.storage.LocalCopy;

/** Jobs of some seconds that go on from their last checkpoint, as training does. */
final class LongJobs implements JobHandler {
  private static final int CHECKPOINT_EVERY = 3;

  private final Effects effects;
  private final boolean unfenced;

  /**
   * @param unfenced whether the effect is written before the last step, without asking whether the
   *     lease is still held, which is what a chaos run must notice
   */
  LongJobs(Effects effects, boolean unfenced) {
    this.effects = effects;
    this.unfenced = unfenced;
  }

  @Override
  public JobKind kind() {
    return JobKind.MIL_TRAINING;
  }

  @Override
  public JobResult run(JobContext job) throws IOException, InterruptedException {
    ChaosRequest request = job.request(ChaosRequest.class);
    int first = stepsDone(job.checkpoint());
    job.phase("stepping", request.steps(), "steps");
    job.log("Begins at step " + first);
    for (int step = first; step < request.steps(); step++) {
      job.checkStop();
      if (unfenced && step == request.steps() - 1) {
        effects.effect(job);
      }
      Thread.sleep(request.millis());
      int done = step;
      job.publish(() -> effects.step(job, done));
      job.metric("loss", step, 1.0 / (step + 1));
      job.progress(step + 1);
      if ((step + 1) % CHECKPOINT_EVERY == 0) {
        saveCheckpoint(job, request.key(), step + 1);
      }
    }
    return new JobResult(
        Map.of("key", request.key()), unfenced ? () -> {} : () -> effects.effect(job));
  }

  private static void saveCheckpoint(JobContext job, String key, int done) throws IOException {
    Path file = job.scratch().resolve("checkpoint");
    Files.writeString(file, done + " steps of " + key);
    job.saveCheckpoint(file);
  }

  private static int stepsDone(Optional<LocalCopy> checkpoint) throws IOException {
    if (checkpoint.isEmpty()) {
      return 0;
    }
    try (LocalCopy file = checkpoint.get()) {
      String text = Files.readString(file.path());
      return Integer.parseInt(text.substring(0, text.indexOf(' ')));
    }
  }
}
