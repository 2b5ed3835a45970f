// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Objects;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.web.problem.JsonProblems;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON that clients write: what is misspelt, of another type or said twice is refused, where JSON
 * of our own that another version wrote is read as far as it is understood.
 */
public final class RequestJson {
  private final JsonMapper mapper;
  private final Validator validator;

  RequestJson(JsonMapper json, Validator validator) {
    this.mapper =
        json.rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    this.validator = validator;
  }

  JsonMapper mapper() {
    return mapper;
  }

  /**
   * Reads JSON that is a field of a form.
   *
   * @param field its name
   * @throws ProblemException {@code invalid-request} at the offending place
   */
  public <T> T read(String text, Class<T> type, String field) {
    String within = "/" + field;
    T value;
    try {
      JsonText.check(text.getBytes(StandardCharsets.UTF_8), within);
      value = mapper.readValue(text, type);
    } catch (JacksonException e) {
      throw new ProblemException(invalid(JsonProblems.of(e, within)), e);
    } catch (ProblemException e) {
      throw new ProblemException(invalid(e.problem()), e);
    }
    if (value == null) {
      throw new ProblemException(
          invalid(ProblemType.BAD_REQUEST.with(field + " is null.").at(within)));
    }
    validator.validate(value).stream()
        .map(violation -> problem(violation, within))
        .min(Comparator.comparing(Problem::detail))
        .ifPresent(
            problem -> {
              throw new ProblemException(problem);
            });
    return value;
  }

  private static Problem problem(ConstraintViolation<?> violation, String within) {
    String path =
        violation.getPropertyPath().toString().replace('[', '/').replace("]", "").replace('.', '/');
    String pointer = path.isEmpty() ? within : within + "/" + path;
    return ProblemType.INVALID_REQUEST
        .with(pointer.substring(1) + " " + violation.getMessage() + ".")
        .at(pointer);
  }

  /** The form could be read; it is a field of it that cannot be. */
  private static Problem invalid(Problem problem) {
    String pointer = Objects.requireNonNull(problem.pointer());
    return ProblemType.INVALID_REQUEST.with(problem.detail()).at(pointer);
  }
}
