// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import org.contextile.db.job.JobEventReader;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobView;
import org.contextile.db.workspace.WorkspaceScope;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Opens streams of events. They end when the process does: clients come again elsewhere. */
@Component
public class JobEventStreams {
  private static final long NO_TIMEOUT = 0;

  private final JobEventFeed feed;
  private final JobReader jobs;
  private final JobEventReader events;
  private final JobEventMapping mapping;
  private final JobEventProperties properties;

  JobEventStreams(
      JobEventFeed feed,
      JobReader jobs,
      JobEventReader events,
      JobEventMapping mapping,
      JobEventProperties properties) {
    this.feed = feed;
    this.jobs = jobs;
    this.events = events;
    this.mapping = mapping;
    this.properties = properties;
  }

  /** Starts to send the job's events that come after an event's id. */
  public SseEmitter open(JobView job, long after) {
    SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
    return start(
        new JobEventStream(
            job, after, feed, jobs, events, mapping, properties.heartbeat(), emitter),
        emitter);
  }

  /** Starts to send the events of all jobs of a workspace. */
  public SseEmitter open(String workspace, @Nullable Long after) {
    SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
    return start(
        new WorkspaceEventStream(
            workspace, after, feed, events, mapping, properties.heartbeat(), emitter),
        emitter);
  }

  private static SseEmitter start(EventStream stream, SseEmitter emitter) {
    Thread.ofVirtual().name("event-stream").start(WorkspaceScope.carried(stream::run));
    return emitter;
  }
}
