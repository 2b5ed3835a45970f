// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * The weight of a part in its step: a step's loss is a mean over all masked patches of the step,
 * plus λ times a mean over all its visible ones, however it was divided for want of memory.
 *
 * @param masked share of the step's masked patches, in [0, 1]
 * @param visible share of the step's visible patches, in [0, 1]
 */
record StepShare(double masked, double visible) {

  /** A step in one part. */
  static final StepShare WHOLE = new StepShare(1, 1);

  /** The share of so many patches among so many; none of none is nothing. */
  static StepShare of(PatchCount part, PatchCount all) {
    return new StepShare(ratio(part.masked(), all.masked()), ratio(part.visible(), all.visible()));
  }

  /** The share that a part of this part has. */
  StepShare times(StepShare part) {
    return new StepShare(masked * part.masked, visible * part.visible);
  }

  /** As the predictor's program takes it, [2]. */
  float[] toArray() {
    return new float[] {(float) masked, (float) visible};
  }

  private static double ratio(int part, int all) {
    return all == 0 ? 0 : (double) part / all;
  }
}
