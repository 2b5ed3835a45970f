// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Set;

/** Which jobs to list; an empty set means all. */
public record JobFilter(Set<JobState> states, Set<JobKind> kinds) {
  public static final JobFilter ALL = new JobFilter(Set.of(), Set.of());

  public JobFilter {
    states = Set.copyOf(states);
    kinds = Set.copyOf(kinds);
  }
}
