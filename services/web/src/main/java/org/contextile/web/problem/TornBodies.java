// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import java.net.SocketTimeoutException;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemType;

/** Bodies that stop on their way. */
public final class TornBodies {
  private static final int DEEPEST = 20;

  static final Problem TORN =
      ProblemType.BAD_REQUEST.with("The body ended before the end that was announced.");
  private static final Problem SLOW =
      ProblemType.REQUEST_TIMEOUT.with("The body did not arrive in time.");

  private TornBodies() {}

  /** What became of the body, if that is what the failure came of. */
  public static Optional<Problem> of(Throwable failure) {
    boolean torn = false;
    boolean slow = false;
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      slow |= cause instanceof SocketTimeoutException;
      // Only the container's own: ours may time out, too, where it asks somebody else.
      torn |= cause instanceof ClientAbortException || cause instanceof BadRequestException;
      torn |= cause instanceof FileUploadException && !(cause instanceof SizeException);
      cause = cause.getCause();
    }
    return torn ? Optional.of(slow ? SLOW : TORN) : Optional.empty();
  }
}
