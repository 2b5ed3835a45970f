// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

/**
 * The request of a job.
 *
 * @param key by which the harness knows it
 * @param steps how many steps it takes
 * @param millis how long a step takes
 */
record ChaosRequest(String key, Plan plan, int steps, int millis) {
  ChaosRequest {
    if (steps < 1 || millis < 0) {
      throw new IllegalArgumentException("%d steps of %d ms".formatted(steps, millis));
    }
  }
}
