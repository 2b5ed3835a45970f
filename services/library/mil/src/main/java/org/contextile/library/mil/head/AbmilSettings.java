// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

/**
 * Gated attention.
 *
 * @param hidden length L of a tile's embedding, at least one
 * @param attention width of the attention's two branches, at least one
 * @param dropout share of the embedding that is dropped while training, in [0, 1)
 */
public record AbmilSettings(int hidden, int attention, double dropout) implements HeadSettings {

  public AbmilSettings {
    HeadSettings.check(hidden, dropout);
    if (attention < 1) {
      throw new IllegalArgumentException("attention must be positive: " + attention);
    }
  }
}
