// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list; an empty set means all.
 *
 * @param cohortId only jobs whose request names this cohort; null for all
 * @param parentId the children of this job; null for the jobs that are nobody's children
 */
public record JobFilter(
    Set<JobState> states, Set<JobKind> kinds, @Nullable UUID cohortId, @Nullable UUID parentId) {
  public static final JobFilter ALL = new JobFilter(Set.of(), Set.of(), null, null);

  public JobFilter {
    states = Set.copyOf(states);
    kinds = Set.copyOf(kinds);
  }

  /** Jobs over whatever slides. */
  public JobFilter(Set<JobState> states, Set<JobKind> kinds) {
    this(states, kinds, null, null);
  }

  /** Whether only jobs are wanted that have not ended: there are few of them among all. */
  boolean unfinishedOnly() {
    return !states.isEmpty() && states.stream().noneMatch(JobState::terminal);
  }
}
