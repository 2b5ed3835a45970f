// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.problem;

import jakarta.validation.ConstraintViolationException;
import java.net.URI;
import java.util.Locale;
import org.contextile.platform.database.TransientFailures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Turns every exception that reaches the edge into {@code application/problem+json}. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
  private static final String SECONDS_TO_WAIT = "5";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> onProblem(ProblemException exception) {
    return exception.problem().status() == HttpStatus.SERVICE_UNAVAILABLE.value()
        ? later(exception.problem())
        : answer(exception.problem());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> onViolation(ConstraintViolationException exception) {
    return answer(invalid(String.valueOf(exception.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> onIllegalArgument(IllegalArgumentException exception) {
    return answer(invalid(String.valueOf(exception.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> onAnythingElse(Exception exception) {
    if (TransientFailures.isTransient(exception)) {
      log.warn("The database does not answer: {}", exception.toString());
      return unavailable();
    }
    log.error("Unexpected failure", exception);
    return answer(
        Problem.of(
            "internal-error",
            "Internal error",
            500,
            "The server failed. Its log has the cause under the trace id of this answer."));
  }

  @Override
  protected ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    FieldError field = exception.getBindingResult().getFieldError();
    Problem problem =
        field == null
            ? invalid("The request is not valid.")
            : invalid(field.getField() + " " + field.getDefaultMessage())
                .at("/" + field.getField().replace('[', '/').replace("]", "").replace('.', '/'));
    return widen(answer(problem));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return exception.getCause() instanceof JacksonException json
        ? widen(answer(unreadable(json)))
        : super.handleHttpMessageNotReadable(exception, headers, status, request);
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

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception exception,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpStatus known = HttpStatus.valueOf(status.value());
    String detail =
        body instanceof ProblemDetail problem && problem.getDetail() != null
            ? problem.getDetail()
            : known.getReasonPhrase();
    ResponseEntity<ProblemDetail> answer =
        answer(
            Problem.of(
                known.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                known.getReasonPhrase(),
                known.value(),
                detail));
    return ResponseEntity.status(answer.getStatusCode())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(answer.getBody());
  }

  private static ResponseEntity<ProblemDetail> unavailable() {
    return later(
        Problem.of(
            "unavailable",
            "Unavailable",
            503,
            "The database does not answer now. Try again in a moment, a POST with its Idempotency-Key."));
  }

  private static ResponseEntity<ProblemDetail> later(Problem problem) {
    ResponseEntity<ProblemDetail> answer = answer(problem);
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .header(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT)
        .body(answer.getBody());
  }

  private static Problem invalid(String detail) {
    return Problem.of("bad-request", "Bad request", 400, detail);
  }

  private static ResponseEntity<ProblemDetail> answer(Problem problem) {
    return ResponseEntity.status(problem.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(detail(problem));
  }

  private static ResponseEntity<Object> widen(ResponseEntity<ProblemDetail> answer) {
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .body(answer.getBody());
  }

  private static ProblemDetail detail(Problem problem) {
    ProblemDetail detail = ProblemDetail.forStatus(problem.status());
    detail.setType(URI.create(problem.type()));
    detail.setTitle(problem.title());
    detail.setDetail(problem.detail());
    if (problem.pointer() != null) {
      detail.setProperty("pointer", problem.pointer());
    }
    String trace = MDC.get(TraceFilter.TRACE_ID);
    if (trace != null) {
      detail.setProperty("traceId", trace);
    }
    return detail;
  }
}
