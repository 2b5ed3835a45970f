// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.io.PrintStream;

/** Lines with the time since the start of the run. */
record ChaosLog(PrintStream out, long startNanos) {
  ChaosLog(PrintStream out) {
    this(out, System.nanoTime());
  }

  void say(String message) {
    out.printf("[%5.1f s] %s%n", (System.nanoTime() - startNanos) / 1e9, message);
  }
}
