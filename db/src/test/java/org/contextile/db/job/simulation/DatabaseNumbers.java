// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.contextile.db.job.JobLease;
import org.jspecify.annotations.Nullable;

/** What the database calls the simulation's jobs, grants and artifacts. */
final class DatabaseNumbers {
  private final List<UUID> jobs = new ArrayList<>();
  private final List<JobLease> grants = new ArrayList<>();

  void add(UUID job) {
    jobs.add(job);
  }

  void add(JobLease grant) {
    grants.add(grant);
  }

  UUID job(int number) {
    return jobs.get(number);
  }

  int job(UUID id) {
    return jobs.indexOf(id);
  }

  List<UUID> jobs() {
    return jobs;
  }

  Set<Integer> jobs(Collection<UUID> ids) {
    return ids.stream().map(this::job).collect(Collectors.toSet());
  }

  JobLease grant(int number) {
    return grants.get(number);
  }

  int grant(UUID token) {
    for (int i = 0; i < grants.size(); i++) {
      if (grants.get(i).token().equals(token)) {
        return i;
      }
    }
    return -1;
  }

  static String digest(int artifact) {
    return Integer.toString(artifact).repeat(64);
  }

  static int artifact(@Nullable String digest) {
    return digest == null ? -1 : digest.charAt(0) - '0';
  }
}
