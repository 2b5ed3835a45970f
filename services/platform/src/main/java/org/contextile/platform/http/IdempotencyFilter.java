// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.idempotency.Claim;
import org.contextile.db.idempotency.IdempotencyKeys;
import org.contextile.db.idempotency.StoredAnswer;
import org.contextile.platform.problem.ProblemWriter;
import org.contextile.platform.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers a repeated POST with the stored answer. The same {@code Idempotency-Key} with another
 * request gets {@code 422}, and {@code 409} while the first one is still being answered.
 */
final class IdempotencyFilter extends OncePerRequestFilter {
  static final String HEADER = "Idempotency-Key";
  static final int LONGEST_KEY = 255;

  /** Bodies other than multipart are held in memory: a cohort of 100,000 slides fits. */
  static final int LONGEST_BODY_BYTES = 32 << 20;

  private static final Duration KEPT = Duration.ofHours(24);
  private static final long FORGET_NANOS = Duration.ofHours(1).toNanos();

  private static final long TOUCH_S = 60;
  private static final Logger log = LoggerFactory.getLogger(IdempotencyFilter.class);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("idempotency").factory());
  private final AtomicLong forgottenAt = new AtomicLong(System.nanoTime() - FORGET_NANOS);
  private final IdempotencyKeys keys;
  private final Workspace workspace;
  private final ProblemWriter problems;
  private final IdempotencyScope scope;

  IdempotencyFilter(
      IdempotencyKeys keys, Workspace workspace, ProblemWriter problems, IdempotencyScope scope) {
    this.keys = keys;
    this.workspace = workspace;
    this.problems = problems;
    this.scope = scope;
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !HttpMethod.POST.matches(request.getMethod())
        || request.getHeader(HEADER) == null
        || !scope.covers(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String key = Objects.requireNonNull(request.getHeader(HEADER));
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      problems.write(
          response,
          ProblemType.BAD_REQUEST.with(
              "An Idempotency-Key has 1 to " + LONGEST_KEY + " characters."));
      return;
    }
    if (isMultipart(request)) {
      answerMultipart(request, response, chain, key);
      return;
    }
    byte[] body = request.getInputStream().readNBytes(LONGEST_BODY_BYTES + 1);
    if (body.length > LONGEST_BODY_BYTES) {
      problems.write(
          response,
          ProblemType.CONTENT_TOO_LARGE.with(
              "With an Idempotency-Key a body has at most " + LONGEST_BODY_BYTES + " bytes."));
      return;
    }
    answer(
        new RepeatableRequest(request, body),
        response,
        chain,
        key,
        RequestDigest.of(request, body));
  }

  private void answerMultipart(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, String key)
      throws ServletException, IOException {
    String digest;
    try {
      digest = RequestDigest.ofMultipart(request);
    } catch (IllegalStateException | ServletException e) {
      // Too large or torn: the dispatcher meets the same and says so in its own words.
      chain.doFilter(request, response);
      return;
    }
    answer(request, response, chain, key, digest);
  }

  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      String key,
      String digest)
      throws ServletException, IOException {
    String owner = workspace.current();
    switch (keys.claim(owner, key, digest)) {
      case Claim.Started() -> answerFirst(request, response, chain, owner, key);
      case Claim.Answered(StoredAnswer answer) -> write(response, answer);
      case Claim.InProgress() -> {
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        problems.write(
            response,
            ProblemType.REQUEST_IN_PROGRESS.with(
                "The request with this Idempotency-Key is still being answered."));
      }
      case Claim.Mismatch() ->
          problems.write(
              response,
              ProblemType.IDEMPOTENCY_KEY_REUSED.with(
                  "This Idempotency-Key came with another request before: use a fresh one."));
    }
  }

  private void answerFirst(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      String owner,
      String key)
      throws ServletException, IOException {
    forgetNowAndThen();
    ContentCachingResponseWrapper caching = new ContentCachingResponseWrapper(response);
    boolean stored = false;
    Future<?> touching =
        clock.scheduleWithFixedDelay(() -> touch(owner, key), TOUCH_S, TOUCH_S, TimeUnit.SECONDS);
    try {
      chain.doFilter(request, caching);
      if (lasting(caching.getStatus())) {
        keys.store(owner, key, answerOf(caching));
        stored = true;
      }
    } finally {
      touching.cancel(false);
      if (!stored) {
        keys.abandon(owner, key);
      }
      caching.copyBodyToResponse();
    }
  }

  // A task that throws is not run again, so a database that is away for a moment is only logged.
  private void touch(String owner, String key) {
    try {
      keys.touch(owner, key);
    } catch (RuntimeException e) {
      log.warn("Cannot keep an idempotency key now: {}", e.toString());
    }
  }

  private void forgetNowAndThen() {
    long now = System.nanoTime();
    long last = forgottenAt.get();
    if (now - last >= FORGET_NANOS && forgottenAt.compareAndSet(last, now)) {
      keys.forgetOlderThan(KEPT);
    }
  }

  /**
   * Whether the same request would get the same answer again: success, or a request that cannot be
   * carried out; not a failure that passes.
   */
  private static boolean lasting(int status) {
    return switch (status) {
      case 401, 403, 408, 409, 413, 415, 425, 429 -> false;
      default -> status < 500;
    };
  }

  private static void write(HttpServletResponse response, StoredAnswer answer) throws IOException {
    response.setStatus(answer.status());
    setIfPresent(response, HttpHeaders.CONTENT_TYPE, answer.mediaType());
    setIfPresent(response, HttpHeaders.LOCATION, answer.location());
    if (answer.status() == HttpServletResponse.SC_ACCEPTED) {
      response.setHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    if (answer.body() != null) {
      response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static StoredAnswer answerOf(ContentCachingResponseWrapper response) {
    byte[] body = response.getContentAsByteArray();
    return new StoredAnswer(
        response.getStatus(),
        response.getContentType(),
        response.getHeader(HttpHeaders.LOCATION),
        body.length == 0 ? null : new String(body, StandardCharsets.UTF_8));
  }

  private static void setIfPresent(
      HttpServletResponse response, String name, @Nullable String value) {
    if (value != null) {
      response.setHeader(name, value);
    }
  }

  private static boolean isMultipart(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }
}
