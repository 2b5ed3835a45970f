// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import org.contextile.db.job.JobState;

/**
 * What the queue says to an operation.
 *
 * @param handed the jobs that were handed out, each under a grant of its own
 * @param added how many jobs came to be
 */
record Answer(String text, List<Handed> handed, int added) {
  /** Nothing to say, or nothing to hand out. */
  static final Answer NONE = of("none");

  /** The lease is gone, nothing was written. */
  static final Answer LOST = of("lost");

  /** The worker claims that it was asked to stop, and was not. */
  static final Answer NOT_ASKED = of("not asked to stop");

  /** The workspace has no such job. */
  static final Answer NOT_FOUND = of("not found");

  /** The workspace has no such job to depend on. */
  static final Answer UNKNOWN_DEPENDENCY = of("unknown dependency");

  /** An artifact that the job needs is not stored. */
  static final Answer NO_INPUT = of("no such input");

  Answer {
    handed = List.copyOf(handed);
  }

  /**
   * A job that was handed to a worker.
   *
   * @param attempt from 1
   * @param checkpoint the artifact that it goes on from; -1 is from the start
   * @param divisible whether the worker may divide it
   */
  record Handed(int job, String workspace, int attempt, int checkpoint, boolean divisible) {}

  static Answer claimed(List<Handed> handed) {
    return handed.isEmpty() ? NONE : new Answer("claimed", handed, 0);
  }

  static Answer added(JobState state, int jobs) {
    return new Answer(state.name(), List.of(), jobs);
  }

  static Answer state(JobState state) {
    return of(state.name());
  }

  static Answer refused(JobState state) {
    return of("refused, is " + state);
  }

  static Answer swept(int requeued, int failed, int cancelled, int trimmed) {
    return of(
        "%d requeued, %d failed, %d cancelled, %d events trimmed"
            .formatted(requeued, failed, cancelled, trimmed));
  }

  static Answer of(String text) {
    return new Answer(text, List.of(), 0);
  }

  @Override
  public String toString() {
    return text + (handed.isEmpty() ? "" : " " + handed) + (added == 0 ? "" : ", jobs: " + added);
  }
}
