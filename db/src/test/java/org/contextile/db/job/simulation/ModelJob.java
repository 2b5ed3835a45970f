// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobState;
import org.jspecify.annotations.Nullable;

/** A job of the model. */
final class ModelJob {
  static final String DEPENDENCY_FAILED = "/problems/dependency-failed";
  static final String WORKER_LOST = "/problems/worker-lost";
  static final String BROKEN = "/problems/broken";

  private static final int NOBODY = -1;
  private static final int NONE = -1;

  final Operation.Submit submission;
  private final List<JobState> history = new ArrayList<>();
  private final List<JobAttempt.Outcome> outcomes = new ArrayList<>();
  private @Nullable String problem;
  private int holder = NOBODY;
  private long leaseEnds;
  private int failures;

  /** Not claimed before; among equals the smallest goes first. */
  long since;

  int attempts;
  int effects;
  int writes;
  int checkpoint = NONE;

  ModelJob(Operation.Submit submission, long since) {
    this.submission = submission;
    this.since = since;
  }

  JobState state() {
    return history.getLast();
  }

  boolean is(JobState state) {
    return state() == state;
  }

  boolean lost() {
    return is(JobState.FAILED) || is(JobState.CANCELLED);
  }

  boolean failedForWantOfAnother() {
    return DEPENDENCY_FAILED.equals(problem);
  }

  void become(JobState state) {
    history.add(state);
    problem = null;
    if (state == JobState.SUCCEEDED || state == JobState.CANCELLED) {
      checkpoint = NONE;
    }
  }

  void failWith(String type) {
    become(JobState.FAILED);
    problem = type;
  }

  void hand(int grant, long until) {
    attempts++;
    holder = grant;
    leaseEnds = until;
    become(JobState.RUNNING);
  }

  void extend(long until) {
    leaseEnds = until;
  }

  boolean heldUnder(int grant, long now) {
    return holder == grant && now < leaseEnds;
  }

  boolean leaseRanOut(long now) {
    return holder != NOBODY && now >= leaseEnds;
  }

  /** The worker's part is over, one way or the other. */
  void letGo(JobAttempt.Outcome outcome) {
    holder = NOBODY;
    outcomes.add(outcome);
  }

  void countFailure() {
    failures++;
  }

  boolean attemptsLeft() {
    return failures < submission.maxAttempts();
  }

  int backoffMinutes() {
    return ModelTime.backoffMinutes(failures);
  }

  void forgiveFailures() {
    failures = 0;
  }

  JobFacts facts(int waitsFor, long now) {
    return new JobFacts(
        state(),
        attempts,
        failures,
        submission.maxAttempts(),
        submission.dependsOn(),
        waitsFor,
        holder != NOBODY && now < leaseEnds ? Set.of(holder) : Set.of(),
        effects,
        writes,
        checkpoint,
        problem,
        outcomes,
        history);
  }
}
