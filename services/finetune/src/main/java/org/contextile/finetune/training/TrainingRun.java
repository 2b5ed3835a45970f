// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.mcm.McmTrainer;
import org.contextile.library.mcm.StepReport;
import org.contextile.library.mcm.TrainingSummary;
import org.contextile.library.storage.LocalCopy;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One training under one job: tells the job of every step, keeps its curve, and saves checkpoints,
 * which hold the curve so far and then the trainer's own.
 */
final class TrainingRun {

  private final JobContext job;
  private final McmTrainer trainer;
  private final FineTuningProperties properties;
  private final JsonMapper json;
  private final List<CurvePoint> curve = new ArrayList<>();
  private final int every;
  private long savedAt = System.nanoTime();

  TrainingRun(
      JobContext job, McmTrainer trainer, FineTuningProperties properties, JsonMapper json) {
    this.job = job;
    this.trainer = trainer;
    this.properties = properties;
    this.json = json;
    this.every = Math.ceilDiv(trainer.steps(), properties.curvePoints());
  }

  /** Goes on from the job's checkpoint if there is one of this training, and trains to the end. */
  TrainingSummary finish() throws Exception {
    Optional<LocalCopy> checkpoint = job.checkpoint();
    if (checkpoint.isPresent()) {
      try (LocalCopy file = checkpoint.get()) {
        job.log(
            resume(file.path())
                ? "goes on after step %d of %d".formatted(trainer.stepsDone(), trainer.steps())
                : "the checkpoint belongs to another training: starts anew");
      }
    }
    job.phase("training", trainer.patches(), "tiles");
    return trainer.run(this::stepDone);
  }

  List<CurvePoint> curve() {
    return List.copyOf(curve);
  }

  private void stepDone(StepReport report) throws IOException {
    job.progress(report.patches() + report.unreadable());
    if (report.step() % every == 0 || report.step() == report.steps()) {
      curve.add(CurvePoint.of(report));
      publish(report);
    }
    checkUnreadable(report);
    boolean due = System.nanoTime() - savedAt >= properties.checkpointInterval().toNanos();
    if (job.stopping() || (due && report.step() < report.steps())) {
      save();
    }
    job.checkStop();
  }

  private void publish(StepReport report) {
    job.metric("loss", report.step(), report.loss());
    job.metric("maskedLoss", report.step(), report.maskedLoss());
    job.metric("gradientNorm", report.step(), report.gradientNorm());
    job.metric("learningRate", report.step(), report.studentLearningRate());
  }

  private void checkUnreadable(StepReport report) {
    if (report.unreadable() > properties.maxUnreadable() * trainer.patches()) {
      throw new ProblemException(
          ProblemType.UNREADABLE_SLIDE,
          "%d of %d tiles could not be read, more than the allowed fraction of %s."
              .formatted(report.unreadable(), trainer.patches(), properties.maxUnreadable()));
    }
  }

  private void save() throws IOException {
    Path file = job.scratch().resolve("checkpoint");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      byte[] points = json.writeValueAsBytes(curve);
      out.writeInt(points.length);
      out.write(points);
      trainer.saveCheckpoint(out);
    }
    job.saveCheckpoint(file);
    savedAt = System.nanoTime();
  }

  // Slides, settings or this program may have changed since the checkpoint was written.
  private boolean resume(Path checkpoint) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(checkpoint), 1 << 16))) {
      int length = in.readInt();
      if (length < 0 || length > Files.size(checkpoint)) {
        return false;
      }
      byte[] points = new byte[length];
      in.readFully(points);
      List<CurvePoint> before = Arrays.asList(json.readValue(points, CurvePoint[].class));
      if (!trainer.resume(in)) {
        return false;
      }
      curve.addAll(before);
      return true;
    } catch (EOFException | JacksonException e) {
      return false;
    }
  }
}
