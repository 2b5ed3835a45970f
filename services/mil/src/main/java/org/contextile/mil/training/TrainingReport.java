// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.mil.EpochRecord;
import org.contextile.library.mil.FoldCheckpoint;
import org.contextile.library.mil.MilListener;
import org.contextile.library.mil.TrainedFold;

/** Tells a job how its training goes, and keeps a checkpoint after each fold. */
final class TrainingReport implements MilListener {
  private final JobContext job;
  private final int slides;
  private final int maxEpochs;
  private final String fingerprint;
  private boolean reading;

  TrainingReport(JobContext job, int slides, int maxEpochs, String fingerprint) {
    this.job = job;
    this.slides = slides;
    this.maxEpochs = maxEpochs;
    this.fingerprint = fingerprint;
  }

  @Override
  public void checkStop() {
    job.checkStop();
  }

  @Override
  public void bagRead(int done, int total) {
    if (!reading) {
      reading = true;
      job.phase("reading features", slides, "slides");
    }
    job.progress(done);
  }

  @Override
  public void trainingStarted(int folds) {
    job.phase("training", (long) folds * maxEpochs, "epochs");
  }

  @Override
  public void epochEnded(int fold, EpochRecord epoch) {
    job.progress((long) fold * maxEpochs + epoch.epoch());
    metric(fold, "trainingLoss", epoch.epoch(), epoch.trainingLoss());
    metric(fold, "validationLoss", epoch.epoch(), epoch.validationLoss());
    metric(fold, "validationAuroc", epoch.epoch(), epoch.validationAuroc());
  }

  @Override
  public void foldEnded(List<TrainedFold> folds) throws IOException {
    TrainedFold last = folds.getLast();
    job.progress((long) folds.size() * maxEpochs);
    job.log(
        "Fold %d: best epoch %d of %d, validation loss %.4f"
            .formatted(
                last.number(),
                last.bestEpoch(),
                last.epochs().size(),
                last.epochs().get(last.bestEpoch() - 1).validationLoss()));
    Path file = job.scratch().resolve("folds");
    FoldCheckpoint.write(file, fingerprint, folds);
    job.saveCheckpoint(file);
  }

  private void metric(int fold, String name, int epoch, double value) {
    if (Double.isFinite(value)) {
      job.metric("fold" + fold + "." + name, epoch, value);
    }
  }
}
