// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.crash;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.contextile.gateway.GatewayServer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Clients that submit one job after the other, each under a key of its own, and repeat what was not
 * answered until it is.
 */
final class Submissions {
  private static final Duration BEFORE_REPEAT = Duration.ofMillis(20);

  /** What may be answered while something is down or a request is repeated too early. */
  private static final Set<Integer> PASSING = Set.of(409, 503);

  /**
   * What a submission came to.
   *
   * @param cutOff whether its job was committed, and the answer did not come
   */
  record Answered(String body, String location, boolean cutOff) {}

  private final MortalGateway gateway;
  private final JdbcClient jdbc;
  private final String body;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Map<String, Answered> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  Submissions(MortalGateway gateway, JdbcClient jdbc, String body) {
    this.gateway = gateway;
    this.jdbc = jdbc;
    this.body = body;
  }

  /** By their keys. */
  Map<String, Answered> answers() {
    return answers;
  }

  ConcurrentLinkedQueue<Throwable> failures() {
    return failures;
  }

  long cutOff() {
    return answers.values().stream().filter(Answered::cutOff).count();
  }

  /** Every submission that has begun is answered before its client ends. */
  void stop() {
    stopped.set(true);
  }

  /** One client. */
  void run() {
    try {
      while (!stopped.get()) {
        String key = UUID.randomUUID().toString();
        answers.put(key, submit(key));
      }
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private Answered submit(String key) throws InterruptedException {
    boolean cutOff = false;
    for (boolean first = true; ; first = false) {
      try {
        HttpResponse<String> answer = post(key);
        if (answer.statusCode() == 202) {
          return new Answered(
              answer.body(), answer.headers().firstValue("Location").orElseThrow(), cutOff);
        }
        if (!PASSING.contains(answer.statusCode())) {
          throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
      } catch (IOException e) {
        // Its gateway was killed.
      }
      cutOff |= first && isCommitted(key);
      Thread.sleep(BEFORE_REPEAT);
    }
  }

  HttpResponse<String> post(String key) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(gateway.uri("/v1/jobs/feature-extraction"))
            .header("Authorization", "Bearer " + GatewayServer.KEY)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Asks until the database answers. */
  private boolean isCommitted(String key) throws InterruptedException {
    while (true) {
      try {
        return jdbc.sql("SELECT count(*) FROM job WHERE idempotency_key = :key")
                .param("key", key)
                .query(Long.class)
                .single()
            > 0;
      } catch (DataAccessException e) {
        Thread.sleep(BEFORE_REPEAT);
      }
    }
  }
}
