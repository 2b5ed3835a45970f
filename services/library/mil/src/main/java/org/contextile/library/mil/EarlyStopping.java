// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

/** Remembers the epoch with the lowest validation loss. */
final class EarlyStopping {
  private final int patience;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestEpoch;
  private int lastEpoch;

  EarlyStopping(int patience) {
    this.patience = patience;
  }

  /** Whether this epoch, counted from 1, is the best so far. */
  boolean improves(int epoch, double loss) {
    lastEpoch = epoch;
    if (loss < bestLoss) {
      bestLoss = loss;
      bestEpoch = epoch;
      return true;
    }
    return false;
  }

  boolean exhausted() {
    return lastEpoch - bestEpoch >= patience;
  }

  int bestEpoch() {
    return bestEpoch;
  }
}
