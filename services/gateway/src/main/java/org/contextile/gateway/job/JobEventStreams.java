// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobView;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The open streams of events. They end when the process does: clients come again elsewhere. */
@Component
class JobEventStreams implements SmartLifecycle {
  private static final long NO_TIMEOUT = 0;

  private final JobReader reader;
  private final JobEventMapping mapping;
  private final JobEventProperties properties;
  private final Set<JobEventStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  JobEventStreams(JobReader reader, JobEventMapping mapping, JobEventProperties properties) {
    this.reader = reader;
    this.mapping = mapping;
    this.properties = properties;
  }

  /** Starts to send the job's events that come after an event's id. */
  SseEmitter open(JobView job, long after) {
    SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
    JobEventStream stream =
        new JobEventStream(job.workspace(), job.id(), after, emitter, reader, mapping, properties);
    open.add(stream);
    Thread.ofVirtual()
        .name("events-" + job.id())
        .start(
            () -> {
              try {
                stream.run();
              } finally {
                open.remove(stream);
              }
            });
    return emitter;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    open.forEach(JobEventStream::stop);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
