// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.Set;
import org.contextile.db.job.JobKind;

/**
 * A step of a simulation. Jobs are numbered in the order of their submission, grants (the leases
 * that were ever handed out) in the order of the claims, both from 0.
 */
sealed interface Operation {
  /** A user submits a job that is not to run for so many minutes; 0 is at once. */
  record Submit(
      JobKind kind, int priority, Set<Integer> dependsOn, int delayMinutes, int maxAttempts)
      implements Operation {
    public Submit {
      dependsOn = Set.copyOf(dependsOn);
    }
  }

  /** A worker asks for a job of this kind. */
  record Claim(String worker, JobKind kind, int leaseMinutes) implements Operation {}

  /** A user cancels a job. */
  record Cancel(int job) implements Operation {}

  /** A user retries a job. */
  record Retry(int job) implements Operation {}

  /** Someone takes expired leases back. */
  record Sweep() implements Operation {}

  /** Nothing happens for so many hours. */
  record Pass(int hours) implements Operation {}

  /** A worker forgets what it holds. The queue does not hear of it. */
  record Crash(String worker) implements Operation {}

  /** What a worker does under a grant, be it the holder's or one long lost. */
  sealed interface UnderGrant extends Operation {
    int grant();
  }

  /** The worker lives. */
  record Beat(int grant, int leaseMinutes) implements UnderGrant {}

  /** The worker writes something in between. */
  record Write(int grant) implements UnderGrant {}

  /** The worker saves how far it came, in one of a few artifacts. */
  record Checkpoint(int grant, int artifact) implements UnderGrant {}

  /** The worker publishes its effect and ends the job. */
  record Succeed(int grant) implements UnderGrant {}

  /** The attempt failed. */
  record Fail(int grant, boolean retryable) implements UnderGrant {}

  /** The worker says that it stopped because the job was cancelled. */
  record Stop(int grant) implements UnderGrant {}

  /** The worker hands the job back. */
  record Release(int grant) implements UnderGrant {}
}
