// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

/**
 * Losses of one epoch: class-weighted cross-entropy, mean over slides.
 *
 * @param epoch from 1
 * @param trainingLoss with dropout, as the epoch went
 * @param validationLoss after the epoch
 * @param validationAuroc macro one-versus-rest; NaN when the validation slides lack a class
 */
public record EpochRecord(
    int epoch, double trainingLoss, double validationLoss, double validationAuroc) {}
