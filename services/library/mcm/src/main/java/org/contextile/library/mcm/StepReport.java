// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * What one step did.
 *
 * @param step from 1
 * @param steps how many there will be
 * @param epoch from 1
 * @param loss masked loss plus λ times visible loss, before the update
 * @param maskedLoss mean over masked patches
 * @param visibleLoss mean over visible patches; 0 if it does not enter the loss
 * @param gradientNorm global norm before clipping
 * @param studentLearningRate of this step
 * @param patches tissue cells shown since the training began
 * @param unreadable cells left out since the training began
 * @param times of this step
 */
public record StepReport(
    int step,
    int steps,
    int epoch,
    double loss,
    double maskedLoss,
    double visibleLoss,
    double gradientNorm,
    double studentLearningRate,
    long patches,
    long unreadable,
    StepTimes times) {}
