// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.time.Duration;

/**
 * Where the time of a step, or of many, went.
 *
 * @param waiting for patches to be read
 * @param pixels augmentation and normalisation
 * @param teacher its forward passes
 * @param student its forward passes
 * @param backward the predictor, forward and backward, and the student's backward pass
 * @param optimiser clipping and update
 */
public record StepTimes(
    Duration waiting,
    Duration pixels,
    Duration teacher,
    Duration student,
    Duration backward,
    Duration optimiser) {

  /** No time at all. */
  public static final StepTimes ZERO =
      new StepTimes(
          Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** The sum of both, part by part. */
  public StepTimes plus(StepTimes other) {
    return new StepTimes(
        waiting.plus(other.waiting),
        pixels.plus(other.pixels),
        teacher.plus(other.teacher),
        student.plus(other.student),
        backward.plus(other.backward),
        optimiser.plus(other.optimiser));
  }

  /** All parts together. */
  public Duration total() {
    return waiting.plus(pixels).plus(teacher).plus(student).plus(backward).plus(optimiser);
  }
}
