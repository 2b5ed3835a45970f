// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import java.util.Set;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * All that can be seen of a job.
 *
 * @param attempts how often it was claimed
 * @param failures attempts that count
 * @param dependsOn numbers of jobs
 * @param waitsFor how many jobs keep it blocked; 0 unless it is
 * @param liveGrants grants under which a worker may write now
 * @param effects how often its result was published
 * @param writes how often a worker wrote in between
 * @param checkpoint number of the artifact from which the next attempt goes on; -1 for none
 * @param problem type of the problem of a failed job
 * @param outcomes how its attempts ended, the first one first
 * @param history its states so far, the present one last
 */
record JobFacts(
    JobState state,
    int attempts,
    int failures,
    int maxAttempts,
    Set<Integer> dependsOn,
    int waitsFor,
    Set<Integer> liveGrants,
    int effects,
    int writes,
    int checkpoint,
    @Nullable String problem,
    List<JobAttempt.Outcome> outcomes,
    List<JobState> history) {
  JobFacts {
    dependsOn = Set.copyOf(dependsOn);
    liveGrants = Set.copyOf(liveGrants);
    outcomes = List.copyOf(outcomes);
    history = List.copyOf(history);
  }

  /** How often the job was blocked and then queued. */
  int wakes() {
    int wakes = 0;
    for (int i = 1; i < history.size(); i++) {
      if (history.get(i - 1) == JobState.BLOCKED && history.get(i) == JobState.QUEUED) {
        wakes++;
      }
    }
    return wakes;
  }

  boolean lost() {
    return state == JobState.FAILED || state == JobState.CANCELLED;
  }
}
