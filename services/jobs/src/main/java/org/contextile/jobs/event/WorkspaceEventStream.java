// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.contextile.db.job.JobEvent;
import org.contextile.db.job.JobEventReader;
import org.contextile.db.job.WorkspaceEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Follows all jobs of a workspace. Their events do not come in the order of their ids, so that the
 * id of a message is one below which nothing is missed: after it a few may come again.
 */
final class WorkspaceEventStream extends EventStream {
  /** With more than these a follower had better read the jobs anew. */
  static final int MADE_UP_FOR = 1_000;

  private final String workspace;
  private final @Nullable Long after;
  private final JobEventReader events;
  private final JobEventMapping mapping;
  private final Set<Long> sent = new HashSet<>();
  private long resume;

  /**
   * @param after the last event that was seen; null to begin with what comes
   */
  WorkspaceEventStream(
      String workspace,
      @Nullable Long after,
      JobEventFeed feed,
      JobEventReader events,
      JobEventMapping mapping,
      Duration heartbeat,
      SseEmitter emitter) {
    super(feed, mapping, heartbeat, emitter);
    this.workspace = workspace;
    this.after = after;
    this.events = events;
    this.mapping = mapping;
  }

  @Override
  boolean concerns(WorkspaceEvent event) {
    return event.workspace().equals(workspace);
  }

  @Override
  boolean sendBefore(long settled) throws IOException {
    resume = settled;
    if (after == null) {
      return true;
    }
    List<JobEvent> missed = events.ofWorkspace(workspace, after, MADE_UP_FOR + 1);
    if (missed.size() > MADE_UP_FOR || after > events.newest()) {
      send(
          mapping.gap("What came after event " + after + " is not told: read the jobs anew."),
          settled);
      return true;
    }
    resume = after;
    for (JobEvent event : missed) {
      sent.add(event.id());
      send(mapping.toApi(event), resume);
    }
    return true;
  }

  @Override
  boolean send(Item.Event item) throws IOException {
    JobEvent event = item.event().event();
    resume = Math.max(resume, item.resume());
    if (!sent.remove(event.id())) {
      send(mapping.toApi(event), resume);
    }
    return true;
  }

  @Override
  void send(Item.Parent parent) {
    // Whoever follows all jobs sees the children's own events.
  }
}
