// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.time.Duration;

/** Is told of every batch of tiles that has gone through all networks of a pass. */
interface TilesPassed {

  /**
   * @param spent reading included
   */
  void batch(int tiles, Duration spent);
}
