// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import org.contextile.db.job.JobState;

/**
 * What the queue says to an operation.
 *
 * @param job number of the job that was handed out; -1 for none
 */
record Answer(String text, int job) {
  /** Nothing to say, or nothing to hand out. */
  static final Answer NONE = new Answer("none", -1);

  /** The lease is gone, nothing was written. */
  static final Answer LOST = new Answer("lost", -1);

  /** The worker claims that it was asked to stop, and was not. */
  static final Answer NOT_ASKED = new Answer("not asked to stop", -1);

  /** Handed out for an attempt, from 1, that goes on from a checkpoint; -1 is from the start. */
  static Answer claimed(int job, int attempt, int checkpoint) {
    return new Answer("attempt %d from checkpoint %d of".formatted(attempt, checkpoint), job);
  }

  static Answer state(JobState state) {
    return new Answer(state.name(), -1);
  }

  static Answer refused(JobState state) {
    return new Answer("refused, is " + state, -1);
  }

  static Answer swept(int requeued, int failed, int cancelled) {
    return new Answer(
        "%d requeued, %d failed, %d cancelled".formatted(requeued, failed, cancelled), -1);
  }

  static Answer of(String text) {
    return new Answer(text, -1);
  }

  @Override
  public String toString() {
    return job < 0 ? text : text + " job " + job;
  }
}
