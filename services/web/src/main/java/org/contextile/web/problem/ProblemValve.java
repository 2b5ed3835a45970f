// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says as a problem what Tomcat refuses before any of ours sees it, such as a head that is too
 * large or a broken address. Tomcat makes it by its name.
 */
public final class ProblemValve extends ErrorReportValve {
  private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    AtomicBoolean open = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, open);
    if (status < 400
        || response.getContentWritten() > 0
        || !open.get()
        || !response.setErrorReported()) {
      return;
    }
    ProblemType type = ProblemType.ofStatus(status);
    String trace = ProblemWriter.traceOf(response);
    if (status >= 500) {
      log.error("Answered {} under trace {}", status, trace, failure);
    }
    byte[] body =
        JSON.writeValueAsString(
                type.with(
                        status < 500
                            ? "The request is no HTTP that is understood here: look at its address,"
                                + " its headers and their size."
                            : type.title() + ".")
                    .body()
                    .traceId(trace))
            .getBytes(StandardCharsets.UTF_8);
    try {
      response.setStatus(type.status());
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.debug("Nobody waits for the answer any more", e);
    }
  }
}
