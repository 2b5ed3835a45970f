// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

/**
 * Mean pooling: all tiles count the same.
 *
 * @param hidden length L of a tile's embedding, at least one
 * @param dropout share of the embedding that is dropped while training, in [0, 1)
 */
public record MeanPoolingSettings(int hidden, double dropout) implements HeadSettings {

  public MeanPoolingSettings {
    HeadSettings.check(hidden, dropout);
  }
}
