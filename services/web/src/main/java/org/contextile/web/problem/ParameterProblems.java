// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.convert.ConversionFailedException;

/**
 * What is wrong with a parameter, a field of a form or a header, under its name in the contract.
 */
final class ParameterProblems {
  private ParameterProblems() {}

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
}
