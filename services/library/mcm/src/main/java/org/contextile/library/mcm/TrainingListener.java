// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/** Hears of every step, on the training's thread. */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Called after every step, when {@link McmTrainer#saveCheckpoint} may be called. An exception
   * stops the training and reaches the caller of {@link McmTrainer#run}.
   */
  void stepDone(StepReport report) throws Exception;
}
