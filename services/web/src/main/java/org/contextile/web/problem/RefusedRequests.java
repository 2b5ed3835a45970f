// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.contextile.api.problem.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Says as a problem what the container or a firewall before every controller refused. */
@Controller
final class RefusedRequests implements ErrorController {
  private static final Logger log = LoggerFactory.getLogger(RefusedRequests.class);

  private final ProblemWriter problems;

  RefusedRequests(ProblemWriter problems) {
    this.problems = problems;
  }

  @RequestMapping("${spring.web.error.path:${error.path:/error}}")
  void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    ProblemType type =
        status instanceof Integer code ? ProblemType.ofStatus(code) : ProblemType.NOT_FOUND;
    if (type.status() >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
      log.error(
          "Answered {} under trace {}",
          type.status(),
          ProblemWriter.traceOf(response),
          (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
    }
    problems.write(response, type.with(type.title() + "."));
  }
}
