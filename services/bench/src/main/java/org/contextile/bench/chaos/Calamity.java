// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.time.Duration;

/**
 * One calamity of a sequence.
 *
 * @param pause how long to wait before it
 * @param victim number of the worker that it befalls, from 0; of no meaning for the server's
 * @param length how long it lasts; of no meaning for those that are over at once
 */
record Calamity(CalamityKind kind, Duration pause, int victim, Duration length) {
  Calamity {
    if (pause.isNegative() || length.isNegative() || victim < 0) {
      throw new IllegalArgumentException(
          "No calamity: %s of %d after %s for %s".formatted(kind, victim, pause, length));
    }
  }
}
