// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import java.nio.charset.StandardCharsets;
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

  RequestJson(JsonMapper json) {
    this.mapper =
        json.rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
  }

  JsonMapper mapper() {
    return mapper;
  }

  /**
   * Reads JSON that is a field of a form, which was held against the contract before.
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
    return value;
  }

  /** The form could be read; it is a field of it that cannot be. */
  private static Problem invalid(Problem problem) {
    String pointer = Objects.requireNonNull(problem.pointer());
    return ProblemType.INVALID_REQUEST.with(problem.detail()).at(pointer);
  }
}
