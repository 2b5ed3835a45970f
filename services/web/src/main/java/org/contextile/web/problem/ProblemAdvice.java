// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import java.io.IOException;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.FullDisk;
import org.contextile.db.TransientFailures;
import org.contextile.db.UnstorableText;
import org.contextile.db.idempotency.RequestRepeatedException;
import org.contextile.library.storage.UnreachableStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentConversionNotSupportedException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/**
 * Turns every exception that reaches the edge into {@code application/problem+json}. Only what is
 * typed as the client's mistake is told as one: anything else is ours, logged with its stack under
 * the answer's trace id, and its text is nobody's business.
 */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Object> onProblem(ProblemException exception) {
    Problem problem = exception.problem();
    if (problem.status() >= 500) {
      log.warn("{}", problem.detail(), exception);
    }
    return answer(problem);
  }

  @ExceptionHandler
  ResponseEntity<Object> onRepeat(RequestRepeatedException exception) {
    if (!exception.sameRequest()) {
      return answer(RepeatProblems.KEY_REUSED);
    }
    // It is answered when it comes once more.
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, RepeatProblems.SECONDS_TO_WAIT);
    return ProblemWriter.answer(RepeatProblems.IN_PROGRESS, headers);
  }

  @ExceptionHandler
  ResponseEntity<Object> onMultipart(MultipartException exception) {
    return broken(exception)
        .orElseGet(
            () ->
                answer(
                    invalid(
                        "The body is not the multipart body that its Content-Type announces: it"
                            + " needs a boundary, and the parts between.")));
  }

  /** The container could not read the query or the form. */
  @ExceptionHandler
  ResponseEntity<Object> onParameters(InvalidParameterException exception) {
    return broken(exception)
        .orElseGet(
            () ->
                answer(
                    invalid(
                        "The query or the form cannot be read: each parameter has a name, and what"
                            + " is escaped is UTF-8.")));
  }

  @ExceptionHandler
  ResponseEntity<Object> onRejection(RequestRejectedException exception) {
    return answer(RejectedRequests.UNCLEAN);
  }

  @ExceptionHandler
  ResponseEntity<Object> onAnythingElse(Exception exception) {
    return broken(exception).orElseGet(() -> ours(exception));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return switch (exception.getCause()) {
      case JacksonException json -> answer(JsonProblems.of(json, ""));
      case IOException broken -> broken(broken).orElseGet(() -> answer(TornBodies.TORN));
      case null, default -> answer(invalid("The body is missing, or cannot be read."));
    };
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return exception instanceof MethodArgumentTypeMismatchException parameter
        ? answer(ParameterProblems.mistyped(parameter.getName(), exception))
        : super.handleTypeMismatch(exception, headers, status, request);
  }

  /** A file where text is expected, say. */
  @Override
  protected @Nullable ResponseEntity<Object> handleConversionNotSupported(
      ConversionNotSupportedException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return exception instanceof MethodArgumentConversionNotSupportedException parameter
        ? answer(ParameterProblems.mistyped(parameter.getName(), exception))
        : super.handleConversionNotSupported(exception, headers, status, request);
  }

  @Override
  protected ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String name = exception.getParameterName();
    return answer(invalid(name + " is missing.").at("/" + name));
  }

  @Override
  protected ResponseEntity<Object> handleMissingServletRequestPart(
      MissingServletRequestPartException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String name = exception.getRequestPartName();
    boolean text = ((ServletWebRequest) request).getRequest().getParameter(name) != null;
    return answer(
        invalid(
                text
                    ? name
                        + " is to be a file, and came as text: give its part a filename, as curl"
                        + " does with -F "
                        + name
                        + "=@FILE."
                    : name + " is missing: a part of that name, with a file.")
            .at("/" + name));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception exception,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemType type = ProblemType.ofStatus(status.value());
    if (type.status() >= 500) {
      return broken(exception).orElseGet(() -> ours(exception));
    }
    String detail =
        Optional.ofNullable(body instanceof ProblemDetail problem ? problem.getDetail() : null)
            .orElse(type.title() + ".");
    return ProblemWriter.answer(type.with(detail), headers);
  }

  /** What is neither the client's mistake nor ours: a disk, a database, a line. */
  private static Optional<ResponseEntity<Object>> broken(Exception exception) {
    if (FullDisk.isFull(exception)) {
      log.error("The disk is full", exception);
      return Optional.of(answer(ProblemType.INSUFFICIENT_STORAGE.with(FullDisk.DETAIL)));
    }
    if (UnreachableStoreException.isCauseOf(exception)) {
      log.warn("The store does not answer", exception);
      return Optional.of(
          answer(
              ProblemType.UNAVAILABLE.with(
                  UnreachableStoreException.DETAIL + " Try again in a moment.")));
    }
    if (TransientFailures.isTransient(exception)) {
      log.warn("The database does not answer", exception);
      return Optional.of(
          answer(
              ProblemType.UNAVAILABLE.with(
                  "The database does not answer now. Try again in a moment, a POST with its"
                      + " Idempotency-Key.")));
    }
    if (UnstorableText.isCause(exception)) {
      return Optional.of(answer(ProblemType.INVALID_REQUEST.with(UnstorableText.DETAIL)));
    }
    return TornBodies.of(exception).map(ProblemAdvice::answer);
  }

  private static ResponseEntity<Object> ours(Exception exception) {
    log.error("Unexpected failure", exception);
    return answer(
        ProblemType.INTERNAL_ERROR.with(
            "The server failed. Its log has the cause under the trace id of this answer."));
  }

  private static ResponseEntity<Object> answer(Problem problem) {
    return ProblemWriter.answer(problem, HttpHeaders.EMPTY);
  }

  private static Problem invalid(String detail) {
    return ProblemType.BAD_REQUEST.with(detail);
  }
}
