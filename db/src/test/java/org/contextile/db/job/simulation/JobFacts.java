// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import java.util.Set;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * All that can be seen of a job.
 *
 * @param waitsFor how many jobs and children keep it blocked; 0 unless it is
 * @param attempts how often it was claimed
 * @param failures attempts that count
 * @param liveGrants grants under which a worker may write now
 * @param effects how often its result was published
 * @param writes how often a worker wrote in between
 * @param completed how far it said to be
 * @param checkpoint number of the artifact from which the next attempt goes on; -1 for none
 * @param problem type of the problem of a failed job
 * @param ended the attempts that have ended, by their number
 * @param history its states so far, the present one last
 */
record JobFacts(
    JobSetting setting,
    JobState state,
    int waitsFor,
    int attempts,
    int failures,
    Set<Integer> liveGrants,
    int effects,
    int writes,
    int completed,
    int checkpoint,
    @Nullable String problem,
    List<Ended> ended,
    List<JobState> history,
    JobTraces traces) {
  JobFacts {
    liveGrants = Set.copyOf(liveGrants);
    ended = List.copyOf(ended);
    history = List.copyOf(history);
  }

  /** An attempt that has ended. */
  record Ended(int attempt, AttemptOutcome outcome) {}

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

  boolean divided() {
    return ended.stream().anyMatch(attempt -> attempt.outcome() == AttemptOutcome.DIVIDED);
  }

  boolean lost() {
    return state == JobState.FAILED || state == JobState.CANCELLED;
  }
}
