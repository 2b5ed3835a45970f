// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Objects;
import me.desair.tus.server.HttpHeader;
import org.contextile.api.problem.ProblemType;
import org.contextile.intake.Uploads;
import org.contextile.web.problem.ProblemWriter;
import org.jspecify.annotations.Nullable;

/** Says errors of the upload protocol as every other error is said. */
final class ProblemResponse extends HttpServletResponseWrapper {
  private final ProblemWriter problems;

  ProblemResponse(HttpServletResponse response, ProblemWriter problems) {
    super(response);
    this.problems = problems;
  }

  @Override
  public void sendError(int status) throws IOException {
    sendError(status, null);
  }

  @Override
  public void sendError(int status, @Nullable String message) throws IOException {
    if (status == SC_PRECONDITION_FAILED) {
      setHeader(HttpHeader.TUS_VERSION, Uploads.PROTOCOL);
    }
    problems.write(
        this, type(status).with(Objects.requireNonNullElse(message, "The upload was refused.")));
  }

  /** The library says 406 of a part's media type, and 500 of an offset that is no number. */
  private static ProblemType type(int status) {
    return switch (status) {
      case 409 -> ProblemType.UPLOAD_CONFLICT;
      case 412 -> ProblemType.UNSUPPORTED_TUS_VERSION;
      case 406 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
      case 423 -> ProblemType.UPLOAD_LOCKED;
      case 460 -> ProblemType.CHECKSUM_MISMATCH;
      case 500 -> ProblemType.BAD_REQUEST;
      default -> ProblemType.ofStatus(status);
    };
  }
}
