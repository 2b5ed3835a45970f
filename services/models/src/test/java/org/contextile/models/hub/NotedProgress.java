// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.util.ArrayList;
import java.util.List;

/** Notes what is said, and stops when told to. */
final class NotedProgress implements HubProgress {
  final List<String> phases = new ArrayList<>();
  final List<Long> bytes = new ArrayList<>();
  final List<String> lines = new ArrayList<>();
  long stopAtBytes = Long.MAX_VALUE;

  /** The stop that was asked for. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void phase(String phase, long totalBytes) {
    phases.add(phase + " " + totalBytes);
  }

  @Override
  public void completed(long completed) {
    bytes.add(completed);
  }

  @Override
  public void log(String message) {
    lines.add(message);
  }

  @Override
  public void checkStop() {
    if (!bytes.isEmpty() && bytes.getLast() >= stopAtBytes) {
      throw new Stopped();
    }
  }
}
