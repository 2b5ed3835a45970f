// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Says errors of the upload protocol as every other error is said. */
final class ProblemResponse extends HttpServletResponseWrapper {
  private final JsonMapper json;

  ProblemResponse(HttpServletResponse response, JsonMapper json) {
    super(response);
    this.json = json;
  }

  @Override
  public void sendError(int status) throws IOException {
    sendError(status, null);
  }

  @Override
  public void sendError(int status, @Nullable String message) throws IOException {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", status == SC_NOT_FOUND ? "/problems/not-found" : "/problems/bad-upload");
    problem.put("title", status == SC_NOT_FOUND ? "Not found" : "Bad upload");
    problem.put("status", status);
    problem.put("detail", Objects.requireNonNullElse(message, "The upload was refused."));
    byte[] body = json.writeValueAsBytes(problem);
    setStatus(status);
    setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    // The protocol's own error headers say that there is no body.
    setContentLength(body.length);
    getOutputStream().write(body);
  }
}
