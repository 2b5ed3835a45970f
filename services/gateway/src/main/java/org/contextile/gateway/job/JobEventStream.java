// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.contextile.api.model.JobEvent;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends one job's events to one client until the job has ended or the client is gone. */
final class JobEventStream implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(JobEventStream.class);
  private static final int EVENTS_A_QUERY = 500;
  private static final Duration BETWEEN_SUMS = Duration.ofSeconds(1);

  private final String workspace;
  private final UUID job;
  private final SseEmitter emitter;
  private final JobReader reader;
  private final JobEventMapping mapping;
  private final JobEventProperties properties;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long lastId;
  private long sentAt = System.nanoTime();
  private long lookAt = sentAt;
  private @Nullable JobProgress sum;
  private @Nullable JobProgress sentSum;

  JobEventStream(
      String workspace,
      UUID job,
      long after,
      SseEmitter emitter,
      JobReader reader,
      JobEventMapping mapping,
      JobEventProperties properties) {
    this.workspace = workspace;
    this.job = job;
    this.lastId = after;
    this.emitter = emitter;
    this.reader = reader;
    this.mapping = mapping;
    this.properties = properties;
    emitter.onCompletion(this::stop);
    emitter.onError(_ -> stop());
  }

  void stop() {
    stopped.countDown();
  }

  @Override
  public void run() {
    try {
      comment("following " + job);
      boolean ended = false;
      while (!ended && stopped.getCount() > 0) {
        // Asked before the events are read: what an ended job has said is all there by then.
        ended = look();
        sendNew();
        sendSum();
        if (!ended && !stopped.await(properties.poll().toMillis(), TimeUnit.MILLISECONDS)) {
          beat();
        }
      }
      emitter.complete();
    } catch (IOException | IllegalStateException e) {
      log.debug("The follower of job {} is gone", job, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      emitter.complete();
    } catch (RuntimeException e) {
      log.warn("Following job {} failed", job, e);
      emitter.completeWithError(e);
    }
  }

  /**
   * Whether the job has ended. One with children, who may be many, is not looked at all the time.
   */
  private boolean look() {
    if (System.nanoTime() - lookAt < 0) {
      return false;
    }
    Optional<JobView> found = reader.find(workspace, job);
    found
        .filter(view -> view.children().total() > 0 && !view.state().leased())
        .ifPresent(
            view -> {
              lookAt = System.nanoTime() + BETWEEN_SUMS.toNanos();
              sum = view.progress();
            });
    return found.map(view -> view.state().terminal()).orElse(true);
  }

  /** What the children have done together is nobody's event: it has no id and is not sent again. */
  private void sendSum() throws IOException {
    JobProgress now = sum;
    if (now != null && !now.equals(sentSum)) {
      sentSum = now;
      send(mapping.toApi(now));
    }
  }

  private void sendNew() throws IOException {
    List<org.contextile.db.job.JobEvent> events;
    do {
      events = reader.events(job, lastId, EVENTS_A_QUERY);
      for (org.contextile.db.job.JobEvent event : events) {
        send(mapping.toApi(event));
        lastId = event.id();
      }
    } while (events.size() == EVENTS_A_QUERY);
  }

  private void send(JobEvent event) throws IOException {
    SseEmitter.SseEventBuilder message = SseEmitter.event();
    if (event.getId() != null) {
      message.id(event.getId().toString());
    }
    emitter.send(
        message.name(event.getType().getValue()).data(mapping.text(event), MediaType.TEXT_PLAIN));
    sentAt = System.nanoTime();
  }

  private void beat() throws IOException {
    if (System.nanoTime() - sentAt >= properties.heartbeat().toNanos()) {
      comment("alive");
    }
  }

  private void comment(String text) throws IOException {
    emitter.send(SseEmitter.event().comment(text));
    sentAt = System.nanoTime();
  }
}
