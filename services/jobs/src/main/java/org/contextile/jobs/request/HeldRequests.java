// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.contextile.jobs.event.JobEventFeed;
import org.contextile.jobs.event.JobEventMapping;
import org.contextile.jobs.event.JobEventProperties;
import org.contextile.jobs.view.JobTags;
import org.contextile.web.security.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Holds a request for a job that prefers to wait until the job has ended, and lets it be answered
 * then as if it came only then. A held request has no thread, and no query is made for it.
 */
@Component
class HeldRequests implements HandlerInterceptor {
  static final String PATH = "/v1/jobs/{jobId}";
  private static final Logger log = LoggerFactory.getLogger(HeldRequests.class);
  private static final String PREFER = "Prefer";
  private static final String PREFERENCE_APPLIED = "Preference-Applied";
  private static final long BY_THE_FEED = 0;

  private final JobEventFeed feed;
  private final JobEventMapping mapping;
  private final JobTags tags;
  private final Workspace workspace;
  private final Duration longest;

  HeldRequests(
      JobEventFeed feed,
      JobEventMapping mapping,
      JobTags tags,
      Workspace workspace,
      JobEventProperties properties) {
    this.feed = feed;
    this.mapping = mapping;
    this.tags = tags;
    this.workspace = workspace;
    this.longest = properties.longestWait();
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getDispatcherType() == DispatcherType.ASYNC
        || !HttpMethod.GET.matches(request.getMethod())) {
      return true;
    }
    Optional<Duration> preferred = PreferredWait.of(Collections.list(request.getHeaders(PREFER)));
    Optional<UUID> job = job(request);
    if (preferred.isEmpty() || job.isEmpty()) {
      return true;
    }
    Duration wait = preferred.get().compareTo(longest) > 0 ? longest : preferred.get();
    response.setHeader(PREFERENCE_APPLIED, "wait=" + wait.toSeconds());
    return wait.isZero() || isOver(job.get()) || !held(request, response, job.get(), wait);
  }

  /** Whether there is nothing to wait for: the job has ended, or there is none. */
  private boolean isOver(UUID job) {
    return tags.find(workspace.current(), job).map(JobTags.JobTag::terminal).orElse(true);
  }

  private boolean held(
      HttpServletRequest request, HttpServletResponse response, UUID job, Duration wait) {
    JobEnd end = new JobEnd(job, mapping);
    boolean held = false;
    try {
      feed.attach(end);
      // It may have ended before the feed knew of this follower.
      held = !isOver(job);
      if (held) {
        AsyncContext suspended = request.startAsync(request, response);
        suspended.setTimeout(BY_THE_FEED);
        suspended.addListener(new Release(end));
        end.then(() -> answer(suspended), wait);
      }
      return held;
    } finally {
      if (!held) {
        feed.detach(end);
      }
    }
  }

  private static void answer(AsyncContext suspended) {
    try {
      suspended.dispatch();
    } catch (IllegalStateException e) {
      log.debug("Who waited for a job is gone", e);
    }
  }

  private static Optional<UUID> job(HttpServletRequest request) {
    Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    try {
      return variables instanceof Map<?, ?> map && map.get("jobId") instanceof String id
          ? Optional.of(UUID.fromString(id))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // The controller says so.
      return Optional.empty();
    }
  }

  /** Lets the feed forget whoever is answered, or gone. */
  private final class Release implements AsyncListener {
    private final JobEnd end;

    Release(JobEnd end) {
      this.end = end;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      feed.detach(end);
      end.stop();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {
      feed.detach(end);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
