// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.contextile.api.model.JobEvent;
import org.contextile.db.job.JobView;
import org.contextile.db.job.WorkspaceEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open stream: first what was there before, then what the feed brings. A follower too slow to
 * take what comes is let go, and comes again with its {@code Last-Event-ID}.
 */
abstract sealed class EventStream implements EventFollower
    permits JobEventStream, WorkspaceEventStream {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final int WAITING_AT_MOST = 10_000;

  private final JobEventFeed feed;
  private final JobEventMapping mapping;
  private final Duration heartbeat;
  private final SseEmitter emitter;
  private final BlockingQueue<Item> waiting = new LinkedBlockingQueue<>(WAITING_AT_MOST);
  private volatile boolean stopped;
  private long sentAt = System.nanoTime();

  /** What the feed brings. */
  sealed interface Item {
    /**
     * @param resume an id up to which no event can come any more
     */
    record Event(WorkspaceEvent event, long resume) implements Item {}

    record Parent(JobView job) implements Item {}

    record Stop() implements Item {}
  }

  EventStream(JobEventFeed feed, JobEventMapping mapping, Duration heartbeat, SseEmitter emitter) {
    this.feed = feed;
    this.mapping = mapping;
    this.heartbeat = heartbeat;
    this.emitter = emitter;
    emitter.onCompletion(this::stop);
    emitter.onError(_ -> stop());
  }

  abstract boolean concerns(WorkspaceEvent event);

  /**
   * Sends what happened before.
   *
   * @param settled an id up to which all events are committed
   * @return whether the stream goes on
   */
  abstract boolean sendBefore(long settled) throws IOException;

  /**
   * Sends what the feed brings.
   *
   * @return whether the stream goes on
   */
  abstract boolean send(Item.Event event) throws IOException;

  /** Sends what a parent's children have done together. */
  abstract void send(Item.Parent parent) throws IOException;

  @Override
  public final void offer(WorkspaceEvent event, long resume) {
    if (concerns(event)) {
      offer(new Item.Event(event, resume));
    }
  }

  @Override
  public final void offer(JobView parent) {
    if (parent().filter(parent.id()::equals).isPresent()) {
      offer(new Item.Parent(parent));
    }
  }

  private void offer(Item item) {
    if (!waiting.offer(item)) {
      stop();
    }
  }

  @Override
  public final void stop() {
    stopped = true;
    // If there is no room, nobody waits for an item.
    var _ = waiting.offer(new Item.Stop());
  }

  final void run() {
    try {
      comment("following");
      boolean on = sendBefore(feed.attach(this));
      while (on && !stopped) {
        Item item = waiting.poll(untilHeartbeat(), TimeUnit.NANOSECONDS);
        on = sendNext(item);
      }
      emitter.complete();
    } catch (IOException | IllegalStateException e) {
      log.debug("A follower is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      emitter.complete();
    } catch (RuntimeException e) {
      log.warn("A stream of events failed", e);
      emitter.completeWithError(e);
    } finally {
      feed.detach(this);
    }
  }

  private boolean sendNext(@Nullable Item item) throws IOException {
    switch (item) {
      case null -> comment("alive");
      case Item.Event event -> {
        return send(event);
      }
      case Item.Parent parent -> send(parent);
      case Item.Stop _ -> {
        return false;
      }
    }
    return true;
  }

  private long untilHeartbeat() {
    return Math.max(0, heartbeat.toNanos() - (System.nanoTime() - sentAt));
  }

  /**
   * @param id what the follower will name as the last that it saw; null if that does not move
   */
  final void send(JobEvent event, @Nullable Long id) throws IOException {
    SseEmitter.SseEventBuilder message = SseEmitter.event();
    if (id != null) {
      message.id(id.toString());
    }
    emitter.send(
        message.name(event.getType().getValue()).data(mapping.text(event), MediaType.TEXT_PLAIN));
    sentAt = System.nanoTime();
  }

  private void comment(String text) throws IOException {
    emitter.send(SseEmitter.event().comment(text));
    sentAt = System.nanoTime();
  }
}
