// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.Paging;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobFilter;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import tools.jackson.databind.json.JsonMapper;

/** Accounts for every job once all is over. */
final class Audit {
  private static final int PAGE = 500;

  private final ChaosDatabase database;
  private final Ledger ledger;
  private final Map<UUID, Long> effects;
  private final Map<UUID, Long> steps;
  private final List<String> lost = new ArrayList<>();
  private final List<String> doubled = new ArrayList<>();
  private final List<String> changed = new ArrayList<>();
  private final List<String> poisonFaults = new ArrayList<>();
  private final Map<JobState, Long> states = new EnumMap<>(JobState.class);
  private final Map<AttemptOutcome, Long> outcomes = new EnumMap<>(AttemptOutcome.class);
  private int poisoned;

  private Audit(ChaosDatabase database, Ledger ledger) {
    this.database = database;
    this.ledger = ledger;
    this.effects = rowsByJob("chaos_effect");
    this.steps = rowsByJob("chaos_step");
  }

  /** Looks at every job that was promised, and at every one that is there. */
  static Audit of(ChaosDatabase database, Ledger ledger) {
    Audit audit = new Audit(database, ledger);
    Map<UUID, JobState> ended = ledger.ended();
    for (Promised job : ledger.all()) {
      audit.check(job, Optional.ofNullable(ended.get(job.id())));
    }
    audit.countUnknown();
    return audit;
  }

  private void check(Promised job, Optional<JobState> seen) {
    Optional<JobView> found = database.reader().find(ChaosDatabase.WORKSPACE, job.id());
    if (found.isEmpty()) {
      lost.add(job + " is not there");
      return;
    }
    JobView view = found.get();
    List<JobAttempt> attempts = database.reader().attempts(job.id());
    states.merge(view.state(), 1L, Long::sum);
    attempts.forEach(it -> outcomes.merge(it.outcome(), 1L, Long::sum));
    String story = story(job, view, attempts);
    if (seen.isPresent() && seen.get() != view.state()) {
      changed.add("was " + seen.get() + ": " + story);
    }
    checkEffect(job, view, story);
    if (!job.plan().succeeds()) {
      checkPoison(job, view, attempts, story);
    }
  }

  private void checkEffect(Promised job, JobView view, String story) {
    long count = effects.getOrDefault(job.id(), 0L);
    boolean succeeded = view.state() == JobState.SUCCEEDED;
    if (!view.state().terminal() || succeeded != job.plan().succeeds()) {
      lost.add("must end otherwise: " + story);
    } else if (succeeded && count == 0) {
      lost.add("without its effect: " + story);
    } else if (succeeded && job.plan().takesSeconds() && missesSteps(view)) {
      lost.add("without all of its steps: " + story);
    }
    if (count > (succeeded ? 1 : 0)) {
      doubled.add(count + " effects: " + story);
    }
  }

  private boolean missesSteps(JobView view) {
    ChaosRequest request = JsonMapper.shared().readValue(view.requestJson(), ChaosRequest.class);
    return steps.getOrDefault(view.id(), 0L) != request.steps();
  }

  private void checkPoison(Promised job, JobView view, List<JobAttempt> attempts, String story) {
    poisoned += job.plan() == Plan.POISONED ? 1 : 0;
    long counted = attempts.stream().filter(it -> it.outcome() != AttemptOutcome.RELEASED).count();
    int expected = job.plan() == Plan.POISONED ? view.maxAttempts() : 0;
    if (view.state() != JobState.FAILED || counted != expected) {
      poisonFaults.add(story);
    }
  }

  /** A submission that was repeated must not have become two jobs. */
  private void countUnknown() {
    List<UUID> known = ledger.all().stream().map(Promised::id).sorted().toList();
    Map<UUID, Boolean> unseen = new HashMap<>();
    known.forEach(it -> unseen.put(it, true));
    UUID before = Paging.FIRST;
    List<JobView> page;
    do {
      page = database.reader().list(ChaosDatabase.WORKSPACE, JobFilter.ALL, before, PAGE);
      for (JobView view : page) {
        if (unseen.remove(view.id()) == null) {
          doubled.add("submitted twice: " + view);
        }
        before = view.id();
      }
    } while (page.size() == PAGE);
  }

  private Map<UUID, Long> rowsByJob(String table) {
    Map<UUID, Long> counts = new HashMap<>();
    database
        .jdbc()
        .sql("SELECT job_id, count(*) AS rows FROM " + table + " GROUP BY job_id")
        .query(
            row -> {
              counts.put(row.getObject("job_id", UUID.class), row.getLong("rows"));
            });
    return counts;
  }

  private static String story(Promised job, JobView view, List<JobAttempt> attempts) {
    return "%s is %s after %s, error %s".formatted(job, view, attempts, view.errorJson());
  }

  /** Jobs that were acknowledged and did not end as they must, or have not left what they must. */
  List<String> lost() {
    return lost;
  }

  /** Effects and submissions that are there twice, or without a success. */
  List<String> doubled() {
    return doubled;
  }

  /** Jobs that had ended, and are now in another state. */
  List<String> changed() {
    return changed;
  }

  int poisoned() {
    return poisoned;
  }

  /** Poisoned jobs, and those behind them, that did not fail after just their attempts. */
  List<String> poisonFaults() {
    return poisonFaults;
  }

  Map<JobState, Long> states() {
    return states;
  }

  Map<AttemptOutcome, Long> outcomes() {
    return outcomes;
  }
}
