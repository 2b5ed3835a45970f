// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.Iterator;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/**
 * What is wrong with a parameter, a field of a form or a header, under its name in the contract.
 */
final class ParameterProblems {
  private ParameterProblems() {}

  /** A value that is outside its bounds: the first by name, so that the answer stays the same. */
  static Problem violated(ConstraintViolationException failure, HttpServletRequest request) {
    return failure.getConstraintViolations().stream()
        .map(it -> problem(it, request))
        .min(Comparator.comparing(Problem::detail))
        .orElseGet(() -> ProblemType.BAD_REQUEST.with("The request is not valid."));
  }

  /** A value of another type. */
  static Problem mistyped(String name, TypeMismatchException failure) {
    Class<?> type = failure.getRequiredType();
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException problem) {
        return problem.problem().at("/" + name);
      }
      if (cause instanceof ConversionFailedException element) {
        type = element.getTargetType().getType();
      }
    }
    String expected = type == null ? "another value" : Expected.of(type);
    return ProblemType.BAD_REQUEST
        .with(name + " cannot be read: " + expected + " is expected.")
        .at("/" + name);
  }

  private static Problem problem(ConstraintViolation<?> violation, HttpServletRequest request) {
    StringBuilder pointer = new StringBuilder();
    Iterator<Path.Node> path = violation.getPropertyPath().iterator();
    while (path.hasNext()) {
      Path.Node node = path.next();
      if (node.getIndex() != null) {
        pointer.append('/').append(node.getIndex());
      }
      switch (node.getKind()) {
        case METHOD, CROSS_PARAMETER, RETURN_VALUE, CONSTRUCTOR, CONTAINER_ELEMENT -> {}
        case PARAMETER ->
            pointer.append(
                parameter(node.as(Path.ParameterNode.class).getParameterIndex(), request));
        default -> {
          if (node.getKind() != ElementKind.BEAN && node.getName() != null) {
            pointer.append('/').append(node.getName());
          }
        }
      }
    }
    String field = pointer.isEmpty() ? "The body" : pointer.substring(1);
    return ProblemType.BAD_REQUEST
        .with(field + " " + violation.getMessage() + ".")
        .at(pointer.toString());
  }

  /** Empty for the body itself. */
  private static String parameter(int index, HttpServletRequest request) {
    Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
    if (!(handler instanceof HandlerMethod method)) {
      return "";
    }
    String name = name(method.getMethodParameters()[index]);
    return name == null ? "" : "/" + name;
  }

  private static @Nullable String name(MethodParameter parameter) {
    RequestParam field = parameter.getParameterAnnotation(RequestParam.class);
    if (field != null) {
      return field.value().isEmpty() ? parameter.getParameter().getName() : field.value();
    }
    RequestPart part = parameter.getParameterAnnotation(RequestPart.class);
    if (part != null) {
      return part.value();
    }
    PathVariable variable = parameter.getParameterAnnotation(PathVariable.class);
    if (variable != null) {
      return variable.value();
    }
    RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
    return header == null ? null : header.value();
  }
}
