// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Says what is wrong with JSON. Jackson's own words name Java classes: only the place is passed on,
 * and what was expected.
 */
public final class JsonProblems {
  private static final int LONGEST_NAME = 80;

  /** How Jackson's only exception for text tells this mistake from others. */
  private static final String TWICE = "Duplicate ";

  private JsonProblems() {}

  /**
   * What is wrong with a body.
   *
   * @param within a pointer to the text within the request; empty for its whole body
   */
  public static Problem of(JacksonException json, String within) {
    String pointer = within + pointer(json.getPath());
    Problem problem = invalid(detail(json, pointer));
    return pointer.isEmpty() ? problem : problem.at(pointer);
  }

  private static String detail(JacksonException json, String pointer) {
    String subject = pointer.isEmpty() ? "The body" : "The value at " + shown(pointer);
    return switch (json) {
      case UnrecognizedPropertyException unknown -> unknown(unknown, pointer);
      case InvalidTypeIdException undecided -> undecided(undecided, subject);
      case InputCoercionException _ -> subject + " is not in the range of its type.";
      case StreamReadException _ when json.getOriginalMessage().startsWith(TWICE) ->
          "A field is given twice" + place(json.getLocation()) + ".";
      case StreamReadException _ -> "The text is not JSON" + place(json.getLocation()) + ".";
      case MismatchedInputException mismatch when mismatch.getTargetType() != null ->
          expected(subject, mismatch.getTargetType());
      case ValueInstantiationException wrong when wrong.getType() != null ->
          expected(subject, wrong.getType().getRawClass());
      default -> subject + " cannot be read.";
    };
  }

  private static String unknown(UnrecognizedPropertyException unknown, String pointer) {
    List<String> known =
        Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.<Object>of()).stream()
            .map(String::valueOf)
            .sorted()
            .toList();
    return "There is no field "
        + shown(pointer)
        + ". "
        + KnownNames.instead(unknown.getPropertyName(), known);
  }

  private static String expected(String subject, Class<?> type) {
    return subject + " cannot be read: " + Expected.of(type) + " is expected.";
  }

  /** Which of several forms is meant is told by the fields; these fit none, or several. */
  private static String undecided(InvalidTypeIdException json, String subject) {
    JsonSubTypes forms =
        json.getBaseType() == null
            ? null
            : json.getBaseType().getRawClass().getAnnotation(JsonSubTypes.class);
    if (forms == null) {
      return subject + " is none of the forms that are expected here.";
    }
    return Arrays.stream(forms.value())
        .map(form -> fields(form.value()))
        .collect(
            Collectors.joining(
                "; or ",
                subject + " is none of the forms that are expected here, of fields ",
                "."));
  }

  private static String fields(Class<?> form) {
    return KnownNames.list(
        Arrays.stream(form.getMethods())
            .filter(method -> method.getParameterCount() == 0)
            .map(JsonProblems::name)
            .filter(name -> !name.isEmpty())
            .sorted()
            .toList());
  }

  private static String name(Method getter) {
    JsonProperty property = getter.getAnnotation(JsonProperty.class);
    return property == null ? "" : property.value();
  }

  /** As an editor counts: from 1. */
  private static String place(TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : String.format(
            Locale.ROOT, " (line %d, column %d)", location.getLineNr(), location.getColumnNr());
  }

  private static String pointer(List<JacksonException.Reference> path) {
    StringBuilder pointer = new StringBuilder();
    for (JacksonException.Reference step : path) {
      String name = step.getPropertyName();
      pointer
          .append('/')
          .append(
              name == null
                  ? String.valueOf(step.getIndex())
                  : name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }

  private static String shown(String pointer) {
    return pointer.length() <= LONGEST_NAME
        ? pointer
        : "…" + pointer.substring(pointer.length() - LONGEST_NAME);
  }

  private static Problem invalid(String detail) {
    return ProblemType.BAD_REQUEST.with(detail);
  }
}
