// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

/**
 * A feature that is NaN, infinite, or beyond what the file can hold; nothing of its batch was
 * written.
 */
public final class NonFiniteFeatureException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final long row;
  private final int column;

  NonFiniteFeatureException(long row, int column, float value, StoredAs stored) {
    super(
        "feature %d of row %d is %s".formatted(column, row, value)
            + (Float.isFinite(value) ? ", which " + stored.text() + " does not hold" : ""));
    this.row = row;
    this.column = column;
  }

  /** Row of the file that the value would have had. */
  public long row() {
    return row;
  }

  /** Index within the feature vector. */
  public int column() {
    return column;
  }
}
