// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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

  private static final String SECONDS_TO_WAIT = "5";

  private final JsonMapper json;

  public ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  /** Answers where no controller advice reaches. A {@code Retry-After} that is set stays. */
  public void write(HttpServletResponse response, Problem problem) throws IOException {
    byte[] body = json.writeValueAsBytes(body(problem));
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
    return answer.body(body(problem));
  }

  private static boolean passes(Problem problem) {
    return problem.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
  }

  private static org.contextile.api.model.Problem body(Problem problem) {
    return problem.body().traceId(MDC.get(TRACE_ID));
  }
}
