// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobState;
import org.jspecify.annotations.Nullable;

/** A job of the model. */
final class ModelJob {
  static final String DEPENDENCY_FAILED = "/problems/dependency-failed";
  static final String CHILD_FAILED = "/problems/child-failed";
  static final String WORKER_LOST = "/problems/worker-lost";
  static final String BROKEN = "/problems/broken";

  static final int KEPT_PROGRESS_EVENTS = 3;
  static final int KEPT_LOG_EVENTS = 2;

  private static final int NOBODY = -1;
  private static final int NONE = -1;

  final int number;
  final JobSetting setting;
  private final List<JobState> history = new ArrayList<>();
  private final List<JobFacts.Ended> ended = new ArrayList<>();
  private @Nullable String problem;
  private int holder = NOBODY;
  private long leaseEnds;
  private int failures;

  /** Not claimed before; among equals the smallest goes first. */
  long since;

  int attempts;
  int effects;
  int writes;
  int completed;
  int total;
  int checkpoint = NONE;
  int progressEvents;
  int logEvents;

  ModelJob(int number, JobSetting setting, long since) {
    this.number = number;
    this.setting = setting;
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
    if (state == JobState.BLOCKED || state == JobState.SUCCEEDED || state == JobState.CANCELLED) {
      checkpoint = NONE;
    }
    if (state.terminal()) {
      // Nobody wants to know any more how far it was.
      progressEvents = 0;
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
  void letGo(AttemptOutcome outcome) {
    holder = NOBODY;
    trim();
    ended.add(new JobFacts.Ended(attempts, outcome));
  }

  void countFailure() {
    failures++;
  }

  boolean attemptsLeft() {
    return failures < setting.maxAttempts();
  }

  int backoffMinutes() {
    return ModelTime.backoffMinutes(failures);
  }

  void forgiveFailures() {
    failures = 0;
  }

  /** Drops what is beyond the retained events; says how many. */
  int trim() {
    int before = progressEvents + logEvents;
    progressEvents = Math.min(progressEvents, KEPT_PROGRESS_EVENTS);
    logEvents = Math.min(logEvents, KEPT_LOG_EVENTS);
    return before - progressEvents - logEvents;
  }

  JobFacts facts(int waitsFor, long now) {
    int waiting = is(JobState.BLOCKED) || is(JobState.QUEUED) ? 1 : 0;
    return new JobFacts(
        setting,
        state(),
        waitsFor,
        attempts,
        failures,
        holder != NOBODY && now < leaseEnds ? Set.of(holder) : Set.of(),
        effects,
        writes,
        completed,
        checkpoint,
        problem,
        ended,
        history,
        new JobTraces(
            waiting,
            waiting,
            holder == NOBODY ? 0 : 1,
            state().terminal() ? Set.of() : setting.inputs(),
            progressEvents,
            logEvents));
  }
}
