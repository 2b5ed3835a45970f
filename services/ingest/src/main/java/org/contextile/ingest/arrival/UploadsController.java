// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.contextile.intake.Uploads;
import org.contextile.web.problem.ProblemWriter;
import org.contextile.web.security.Workspace;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/uploads}: the tus protocol. */
@RestController
final class UploadsController {
  private final Uploads uploads;
  private final CreatedUploads created;
  private final Workspace workspace;
  private final ProblemWriter problems;

  UploadsController(
      Uploads uploads, CreatedUploads created, Workspace workspace, ProblemWriter problems) {
    this.uploads = uploads;
    this.created = created;
    this.workspace = workspace;
    this.problems = problems;
  }

  @RequestMapping(
      path = {Uploads.ADDRESS, Uploads.ADDRESS + "/{uploadId}"},
      method = {
        RequestMethod.POST,
        RequestMethod.HEAD,
        RequestMethod.PATCH,
        RequestMethod.DELETE,
        RequestMethod.OPTIONS
      })
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (HttpMethod.OPTIONS.matches(request.getMethod())) {
      // Anybody may ask which version of the protocol is spoken, and nothing else.
      uploads.describe(response);
      return;
    }
    uploads.answer(request, new ProblemResponse(response, problems), workspace.current());
    if (HttpMethod.POST.matches(request.getMethod())
        && response.getStatus() == HttpServletResponse.SC_CREATED) {
      created.remember(workspace.current(), response);
    }
  }
}
