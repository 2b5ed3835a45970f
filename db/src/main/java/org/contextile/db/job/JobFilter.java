// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list; an empty set means all.
 *
 * @param cohortId only jobs whose request names this cohort; null for all
 */
public record JobFilter(Set<JobState> states, Set<JobKind> kinds, @Nullable UUID cohortId) {
  public static final JobFilter ALL = new JobFilter(Set.of(), Set.of(), null);

  public JobFilter {
    states = Set.copyOf(states);
    kinds = Set.copyOf(kinds);
  }

  /** Jobs over whatever slides. */
  public JobFilter(Set<JobState> states, Set<JobKind> kinds) {
    this(states, kinds, null);
  }
}
