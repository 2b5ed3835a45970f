// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

/** A measure that has no value for these labels, such as the AUROC of a single class. */
public final class UndefinedMetricException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UndefinedMetricException(String message) {
    super(message);
  }
}
