// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/** A step gave NaN or infinity; parameters still hold the values from before it. */
public final class NonFiniteStepException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int step;
  private final String tensor;

  NonFiniteStepException(int step, String tensor) {
    super("step %d gave %s that is not finite".formatted(step, tensor));
    this.step = step;
    this.tensor = tensor;
  }

  /** The step, from 0. */
  public int step() {
    return step;
  }

  /** What was not finite first, in the order of the computation. */
  public String tensor() {
    return tensor;
  }
}
