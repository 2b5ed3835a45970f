// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import static java.util.stream.Collectors.toMap;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.idempotency.MadeByRequest;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.idempotency.RequestKey;
import org.contextile.db.idempotency.RequestKeys;
import org.contextile.web.problem.ProblemWriter;
import org.contextile.web.problem.RepeatProblems;
import org.contextile.web.security.Workspace;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a repeated POST from what the first one made. Gives the others their {@link
 * CurrentRequestKey}, so that what they make bears it. The same {@code Idempotency-Key} with
 * another request gets {@code 422}, and {@code 409} while the first one is being carried out.
 */
final class IdempotencyFilter extends OncePerRequestFilter {
  static final String HEADER = "Idempotency-Key";
  static final int LONGEST_KEY = 255;

  /** Bodies other than multipart are held in memory: a cohort of 100,000 slides fits. */
  static final int LONGEST_BODY_BYTES = 32 << 20;

  /** Known here at once; requests of other processes meet in the database. */
  private final Set<InProgress> inProgress = ConcurrentHashMap.newKeySet();

  private final RequestKeys keys;
  private final Workspace workspace;
  private final ProblemWriter problems;
  private final OwnRequests scope;

  private final Map<MadeType, RepeatedAnswer> answers;
  private final JsonMapper json;

  private record InProgress(String workspace, String key) {}

  IdempotencyFilter(
      RequestKeys keys,
      Workspace workspace,
      JsonMapper json,
      ProblemWriter problems,
      OwnRequests scope,
      List<RepeatedAnswer> answers) {
    this.keys = keys;
    this.workspace = workspace;
    this.json = json;
    this.problems = problems;
    this.scope = scope;
    this.answers = answers.stream().collect(toMap(RepeatedAnswer::of, Function.identity()));
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
    RequestKey named = new RequestKey(key, digest);
    Optional<MadeByRequest> made = keys.find(owner, key);
    if (made.isPresent()) {
      repeat(response, owner, named, made.get());
      return;
    }
    InProgress current = new InProgress(owner, key);
    if (!inProgress.add(current)) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RepeatProblems.SECONDS_TO_WAIT);
      problems.write(response, RepeatProblems.IN_PROGRESS);
      return;
    }
    try {
      CurrentRequestKey.set(request, named);
      chain.doFilter(request, response);
    } finally {
      inProgress.remove(current);
    }
  }

  private void repeat(
      HttpServletResponse response, String owner, RequestKey named, MadeByRequest made)
      throws IOException {
    if (!made.repeatedBy(named)) {
      problems.write(response, RepeatProblems.KEY_REUSED);
      return;
    }
    ResponseEntity<?> answer =
        Objects.requireNonNull(answers.get(made.type()), made.type().text()).to(owner, made.id());
    response.setStatus(answer.getStatusCode().value());
    answer
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    if (answer.hasBody()) {
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      json.writeValue(response.getOutputStream(), answer.getBody());
    }
  }

  private static boolean isMultipart(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }
}
