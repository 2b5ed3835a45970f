// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;

/** A queue to which operations happen, one after the other. */
interface SimulatedQueue {
  Answer apply(Operation operation);

  /** All jobs, by their number. */
  List<JobFacts> facts();
}
