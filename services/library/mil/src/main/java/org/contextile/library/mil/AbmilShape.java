// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

/**
 * Widths of a gated-attention network.
 *
 * @param features length D of a tile's feature vector
 * @param hidden length L of its embedding
 * @param attention width of the attention's two branches
 * @param classes number of classes C, at least two
 */
public record AbmilShape(int features, int hidden, int attention, int classes) {

  public AbmilShape {
    if (features < 1 || hidden < 1 || attention < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "no network of %d features, %d hidden, %d attention, %d classes"
              .formatted(features, hidden, attention, classes));
    }
  }
}
