// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import java.util.Optional;
import java.util.TreeSet;
import org.contextile.db.job.EventPage;
import org.contextile.db.job.WorkspaceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Which events have been seen. Those of one job come in the order of their ids; of two jobs, the
 * one with the lower id may be committed later. So everything is read again from the last id on of
 * which it is certain that nothing below can still come: transactions that wrote ids up to it have
 * all ended.
 */
final class EventOrder {
  private final TreeSet<Long> seen = new TreeSet<>();
  private long settled;
  private @Nullable Mark mark;

  /** Ids up to {@code id} were written by transactions before {@code transaction}. */
  private record Mark(long id, long transaction) {}

  EventOrder(long settled) {
    this.settled = settled;
  }

  /** The id up to which all events are there and have been seen. */
  long settled() {
    return settled;
  }

  /** Whether an event has not been seen; it has from now on. */
  boolean isNew(WorkspaceEvent event) {
    return event.event().id() > settled && seen.add(event.event().id());
  }

  /** To be told of a read from {@link #settled} on, when all its events have been asked about. */
  void read(EventPage last) {
    Mark before = mark;
    if (before != null && last.oldestTransaction() >= before.transaction()) {
      settled = before.id();
      seen.headSet(settled, true).clear();
      mark = null;
    }
    if (mark == null) {
      mark =
          Optional.of(seen)
              .filter(ids -> !ids.isEmpty())
              .map(ids -> new Mark(ids.getLast(), last.nextTransaction()))
              .orElse(null);
    }
  }
}
