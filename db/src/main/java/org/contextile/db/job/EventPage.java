// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;

/**
 * Events of all jobs as one snapshot of the database shows them.
 *
 * @param oldestTransaction all transactions before this one have ended, and their events are seen
 * @param nextTransaction none from this one on had begun to write: an event with an id up to the
 *     last of the page is of an earlier one
 */
public record EventPage(List<WorkspaceEvent> events, long oldestTransaction, long nextTransaction) {
  public EventPage {
    events = List.copyOf(events);
  }
}
