// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.io.IOException;
import java.util.List;

/** Watches a cross-validation; all calls come from the thread that runs it. */
public interface MilListener {

  /** Called before every bag; what it throws ends the training. */
  default void checkStop() {}

  /** The features of a slide were read. */
  default void bagRead(int done, int total) {}

  /** All features were read; the training of the first of so many folds begins. */
  default void trainingStarted(int folds) {}

  /** An epoch of a fold ended. */
  default void epochEnded(int fold, EpochRecord epoch) {}

  /**
   * A fold ended.
   *
   * @param folds all folds that have ended, in order: what a resumed run needs
   */
  default void foldEnded(List<TrainedFold> folds) throws IOException {}
}
