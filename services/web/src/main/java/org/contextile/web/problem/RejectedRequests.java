// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemType;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Says as a problem what the firewall before everything refused. */
final class RejectedRequests implements RequestRejectedHandler {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  static final Problem UNCLEAN =
      ProblemType.BAD_REQUEST.with(
          "The address, a header or the name of a parameter holds what none here has, such as a"
              + " control character, a ; or an encoded %, / or \\.");

  private final ProblemWriter problems;

  RejectedRequests(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException refused)
      throws IOException {
    if (METHODS.contains(request.getMethod())) {
      problems.write(response, UNCLEAN);
      return;
    }
    response.setHeader(HttpHeaders.ALLOW, String.join(", ", METHODS));
    problems.write(
        response, ProblemType.METHOD_NOT_ALLOWED.with("No address here answers this method."));
  }
}
