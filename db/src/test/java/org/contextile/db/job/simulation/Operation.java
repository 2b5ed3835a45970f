// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import java.util.Set;
import org.contextile.db.job.ClaimTerms;
import org.contextile.db.job.JobKind;

/**
 * A step of a simulation. Jobs are numbered in the order in which they come to be, grants (the
 * leases that were ever handed out) in the order of the claims, artifacts too; all from 0.
 */
sealed interface Operation {
  /** A user submits a job that is not to run for so many minutes; 0 is at once. */
  record Submit(JobSetting setting, int delayMinutes) implements Operation {}

  /** A worker asks for jobs of a kind. */
  record Claim(String worker, JobKind kind, int leaseMinutes, int atMost, ClaimTerms terms)
      implements Operation {}

  /** A user of a workspace, not always the job's, cancels a job. */
  record Cancel(String workspace, int job) implements Operation {}

  /** A user of a workspace, not always the job's, retries a job. */
  record Retry(String workspace, int job) implements Operation {}

  /** Someone takes expired leases back and trims events. */
  record Sweep() implements Operation {}

  /** Nothing happens for so many hours. */
  record Pass(int hours) implements Operation {}

  /** Someone discards an artifact, unless a job holds it. */
  record Discard(int artifact) implements Operation {}

  /** Someone stores an artifact, perhaps once more. */
  record Store(int artifact) implements Operation {}

  /** What the queue does not hear of. */
  sealed interface Unheard extends Operation {}

  /** A worker forgets what it holds. */
  record Crash(String worker) implements Unheard {}

  /** A worker's clock jumps, back if negative: what it believes of its leases may be wrong now. */
  record Jump(String worker, int hours) implements Unheard {}

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

  /** The worker reports how far it is. */
  record Progress(int grant, int completed) implements UnderGrant {
    /** What every job counts up to. */
    static final int TOTAL = 10;
  }

  /** The worker writes so many lines to the job's log. */
  record Log(int grant, int lines) implements UnderGrant {}

  /** The worker divides the job; of each child, the artifacts that it needs. */
  record Divide(int grant, List<Set<Integer>> children) implements UnderGrant {
    public Divide {
      children = children.stream().<Set<Integer>>map(Set::copyOf).toList();
    }
  }

  /** The worker publishes its effect and ends the job. */
  record Succeed(int grant) implements UnderGrant {}

  /** The attempt failed. */
  record Fail(int grant, boolean retryable) implements UnderGrant {}

  /** The worker says that it stopped because the job was cancelled. */
  record Stop(int grant) implements UnderGrant {}

  /** The worker hands the job back. */
  record Release(int grant) implements UnderGrant {}
}
