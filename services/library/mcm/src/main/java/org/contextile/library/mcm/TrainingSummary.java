// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * What a finished training did.
 *
 * @param steps optimiser steps
 * @param patches tissue cells shown, over all epochs
 * @param leftOut tissue cells of squares with too little tissue for a window, over all epochs
 * @param unreadable cells that could not be read
 * @param patchesPerSecond over the steps of this run, waiting included
 * @param times of all steps of this run
 */
public record TrainingSummary(
    int steps,
    long patches,
    long leftOut,
    long unreadable,
    double patchesPerSecond,
    StepTimes times) {}
