// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.contextile.api.model.JobState;
import org.contextile.db.job.JobEventReader;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobView;
import org.contextile.db.job.WorkspaceEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Follows one job until it ends. */
final class JobEventStream extends EventStream {
  private static final int EVENTS_PER_QUERY = 500;

  private final String workspace;
  private final UUID job;
  private final JobReader jobs;
  private final JobEventReader events;
  private final JobEventMapping mapping;
  private long lastId;

  /** It may have children then, and the feed asks for them. */
  private volatile boolean blocked;

  private @Nullable JobProgress sentSum;

  JobEventStream(
      JobView job,
      long after,
      JobEventFeed feed,
      JobReader jobs,
      JobEventReader events,
      JobEventMapping mapping,
      Duration heartbeat,
      SseEmitter emitter) {
    super(feed, mapping, heartbeat, emitter);
    this.workspace = job.workspace();
    this.job = job.id();
    this.lastId = after;
    this.jobs = jobs;
    this.events = events;
    this.mapping = mapping;
  }

  @Override
  public Optional<UUID> parent() {
    return blocked ? Optional.of(job) : Optional.empty();
  }

  @Override
  boolean concerns(WorkspaceEvent event) {
    return event.event().jobId().equals(job);
  }

  @Override
  boolean sendBefore(long settled) throws IOException {
    if (lastId > 0 && !events.keeps(job, lastId)) {
      send(
          mapping.gap("Event " + lastId + " is not retained: what is, comes from the beginning."),
          null);
      lastId = 0;
    }
    sendKept();
    Optional<JobView> now = jobs.find(workspace, job);
    if (now.isEmpty() || now.get().state().terminal()) {
      // What it said before it ended is there by now.
      sendKept();
      return false;
    }
    blocked |= now.get().state() == org.contextile.db.job.JobState.BLOCKED;
    send(new Item.Parent(now.get()));
    return true;
  }

  private void sendKept() throws IOException {
    List<org.contextile.db.job.JobEvent> retained;
    do {
      retained = jobs.events(job, lastId, EVENTS_PER_QUERY);
      for (org.contextile.db.job.JobEvent event : retained) {
        send(mapping.toApi(event), event.id());
        lastId = event.id();
      }
    } while (retained.size() == EVENTS_PER_QUERY);
  }

  @Override
  boolean send(Item.Event item) throws IOException {
    org.contextile.db.job.JobEvent event = item.event().event();
    if (event.id() <= lastId) {
      return true;
    }
    var shown = mapping.toApi(event);
    send(shown, event.id());
    lastId = event.id();
    blocked |= shown.getState() == JobState.BLOCKED;
    return !mapping.isEnd(event);
  }

  /** A sum has no id and is not sent again. */
  @Override
  void send(Item.Parent parent) throws IOException {
    JobView view = parent.job();
    if (view.children().total() > 0 && !view.state().leased() && !view.progress().equals(sentSum)) {
      sentSum = view.progress();
      send(mapping.sum(view), null);
    }
  }
}
