// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.Set;

/**
 * What a job leaves in the tables around it.
 *
 * @param waiting its waiting rows
 * @param waitingAlike those of them that say the same as the job: blocked or not, kind, workspace,
 *     priority, time and needs
 * @param leases its leases, live or expired
 * @param heldInputs numbers of the artifacts that it keeps from being discarded
 * @param progressEvents how many are retained
 * @param logEvents how many are retained
 */
record JobTraces(
    int waiting,
    int waitingAlike,
    int leases,
    Set<Integer> heldInputs,
    int progressEvents,
    int logEvents) {
  JobTraces {
    heldInputs = Set.copyOf(heldInputs);
  }
}
