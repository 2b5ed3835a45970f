// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.util.Set;
import java.util.UUID;

/**
 * A job that the queue acknowledged, and so must not lose.
 *
 * @param number in the order of submission, from 0
 */
record Promised(int number, UUID id, Plan plan, Set<UUID> dependsOn) {
  Promised {
    dependsOn = Set.copyOf(dependsOn);
  }
}
