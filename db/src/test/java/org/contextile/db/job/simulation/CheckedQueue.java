// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.List;
import org.contextile.db.job.ClaimTerms;
import org.contextile.db.job.JobKind;

/** A queue that is checked after every operation, and remembers them all. */
final class CheckedQueue {
  private static final int LONGER_THAN_ANY_WAIT_HOURS = 24;
  private static final int BATCH = 5;

  private final SimulatedQueue queue;
  final Trace trace = new Trace();
  final List<Recorded> recorded = new ArrayList<>();
  private List<JobFacts> facts = List.of();
  private int grants;

  CheckedQueue(SimulatedQueue queue) {
    this.queue = queue;
  }

  List<JobFacts> facts() {
    return facts;
  }

  Answer step(Operation operation) {
    trace.began(operation);
    int firstJob = facts.size();
    int firstGrant = grants;
    // Before it is known what comes of it: the operation that fails is one of those to be played.
    recorded.add(new Recorded(operation, firstJob, 0, firstGrant, 0));
    Answer answer = queue.apply(operation);
    trace.answered(operation, answer);
    grants += answer.handed().size();
    recorded.set(
        recorded.size() - 1,
        new Recorded(operation, firstJob, answer.added(), firstGrant, answer.handed().size()));
    List<JobFacts> after = queue.facts();
    Invariants.check(operation, answer, facts, after);
    facts = after;
    return answer;
  }

  /** Users fall silent and workers finish what there is, until nothing is left. */
  void drain() {
    step(new Operation.Pass(LONGER_THAN_ANY_WAIT_HOURS));
    step(new Operation.Sweep());
    step(new Operation.Pass(LONGER_THAN_ANY_WAIT_HOURS));
    boolean found = true;
    while (found) {
      found = false;
      for (JobKind kind : JobKind.values()) {
        found |= finishSome(kind);
      }
    }
    Invariants.checkDrained(facts);
  }

  private boolean finishSome(JobKind kind) {
    int first = grants;
    step(new Operation.Claim("drainer", kind, ModelTime.betweenHours(0), BATCH, ClaimTerms.ANY));
    int last = grants;
    for (int grant = first; grant < last; grant++) {
      step(new Operation.Succeed(grant));
    }
    return last > first;
  }
}
