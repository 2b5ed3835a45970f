// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import jakarta.validation.ConstraintViolationException;
import java.util.Optional;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.TransientFailures;
import org.contextile.db.idempotency.RequestRepeatedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

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
    return ProblemWriter.answer(exception.problem(), HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<Object> onRepeat(RequestRepeatedException exception) {
    if (!exception.sameRequest()) {
      return ProblemWriter.answer(RepeatProblems.KEY_REUSED, HttpHeaders.EMPTY);
    }
    // It is answered when it comes once more.
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, RepeatProblems.SECONDS_TO_WAIT);
    return ProblemWriter.answer(RepeatProblems.IN_PROGRESS, headers);
  }

  @ExceptionHandler
  ResponseEntity<Object> onViolation(ConstraintViolationException exception) {
    return ProblemWriter.answer(invalid(String.valueOf(exception.getMessage())), HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<Object> onMultipart(MultipartException exception) {
    return ProblemWriter.answer(
        invalid("The body is not the multipart body that is expected here."), HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<Object> onAnythingElse(Exception exception) {
    if (TransientFailures.isTransient(exception)) {
      log.warn("The database does not answer: {}", exception.toString());
      return ProblemWriter.answer(
          ProblemType.UNAVAILABLE.with(
              "The database does not answer now. Try again in a moment, a POST with its"
                  + " Idempotency-Key."),
          HttpHeaders.EMPTY);
    }
    return ours(exception);
  }

  @Override
  protected ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    FieldError field = exception.getBindingResult().getFieldError();
    return ProblemWriter.answer(
        field == null
            ? invalid("The request is not valid.")
            : invalid(field.getField() + " " + field.getDefaultMessage())
                .at("/" + field.getField().replace('[', '/').replace("]", "").replace('.', '/')),
        HttpHeaders.EMPTY);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return exception.getCause() instanceof JacksonException json
        ? ProblemWriter.answer(unreadable(json), HttpHeaders.EMPTY)
        : super.handleHttpMessageNotReadable(exception, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception exception,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemType type = ProblemType.ofStatus(status.value());
    if (type == ProblemType.INTERNAL_ERROR) {
      return ours(exception);
    }
    String detail =
        Optional.ofNullable(body instanceof ProblemDetail problem ? problem.getDetail() : null)
            .orElse(type.title() + ".");
    return ProblemWriter.answer(type.with(detail), headers);
  }

  private static ResponseEntity<Object> ours(Exception exception) {
    log.error("Unexpected failure", exception);
    return ProblemWriter.answer(
        ProblemType.INTERNAL_ERROR.with(
            "The server failed. Its log has the cause under the trace id of this answer."),
        HttpHeaders.EMPTY);
  }

  // Jackson's own words name Java classes: only the place is passed on, and what was expected.
  private static Problem unreadable(JacksonException json) {
    StringBuilder pointer = new StringBuilder();
    for (JacksonException.Reference step : json.getPath()) {
      pointer.append('/');
      pointer.append(step.getPropertyName() != null ? step.getPropertyName() : step.getIndex());
    }
    if (pointer.isEmpty()) {
      return invalid("The body is not the JSON that is expected here.");
    }
    String expected =
        json instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
            ? ": " + mismatch.getTargetType().getSimpleName() + " is expected"
            : "";
    return invalid("The value at " + pointer + " cannot be read" + expected + ".")
        .at(pointer.toString());
  }

  private static Problem invalid(String detail) {
    return ProblemType.BAD_REQUEST.with(detail);
  }
}
