// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.Optional;

/**
 * What a claim brought.
 *
 * @param jobs the jobs handed out, the one to begin with first
 * @param waiting the needs of the job whose turn is next and that found too little free beside what
 *     the worker holds; empty when there was room for all
 */
public record JobClaim(List<ClaimedJob> jobs, Optional<JobNeeds> waiting) {
  public JobClaim {
    jobs = List.copyOf(jobs);
  }
}
