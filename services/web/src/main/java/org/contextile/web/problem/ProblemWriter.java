// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.contextile.api.problem.Problem;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** Makes every answer that is a problem: a controller's, a filter's, a route's. */
public final class ProblemWriter {
  /** Under which Micrometer Tracing gives the trace to the log. */
  private static final String TRACE_ID = "traceId";

  /** Tells a client the id of its request's trace. */
  public static final String TRACE_HEADER = "X-Trace-Id";

  private static final String SECONDS_TO_WAIT = "5";

  private final JsonMapper json;

  public ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  /** Answers where no controller advice reaches. A {@code Retry-After} that is set stays. */
  public void write(HttpServletResponse response, Problem problem) throws IOException {
    byte[] body = json.writeValueAsBytes(problem.body().traceId(traceOf(response)));
    response.setStatus(problem.status());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    if (passes(problem) && !response.containsHeader(HttpHeaders.RETRY_AFTER)) {
      response.setHeader(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The answer of a controller. */
  static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(problem.status())
            .headers(headers)
            .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (passes(problem)) {
      answer.header(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
    }
    return answer.body(problem.body().traceId(MDC.get(TRACE_ID)));
  }

  private static boolean passes(Problem problem) {
    return problem.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
  }

  /**
   * The trace that the answer's header names. The container answers some requests that it gives to
   * nobody, or gives their refusal to us as if it were a request of its own: those have none yet.
   */
  static String traceOf(HttpServletResponse response) {
    String told = response.getHeader(TRACE_HEADER);
    if (told != null) {
      return told;
    }
    String current = MDC.get(TRACE_ID);
    String trace = current == null ? UUID.randomUUID().toString().replace("-", "") : current;
    response.setHeader(TRACE_HEADER, trace);
    return trace;
  }
}
