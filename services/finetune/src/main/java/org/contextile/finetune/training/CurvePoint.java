// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import org.contextile.library.mcm.StepReport;

/** One step of a training curve, as it is stored with the model. */
record CurvePoint(
    int step,
    int epoch,
    double loss,
    double maskedLoss,
    double visibleLoss,
    double gradientNorm,
    double learningRate) {

  static CurvePoint of(StepReport report) {
    return new CurvePoint(
        report.step(),
        report.epoch(),
        report.loss(),
        report.maskedLoss(),
        report.visibleLoss(),
        report.gradientNorm(),
        report.studentLearningRate());
  }
}
